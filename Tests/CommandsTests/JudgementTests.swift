import Commands
import Documents
import FoundationEssentials
import Testing

/// What is judged, what counts, and from when on it is a failure. Two Services without ready endpoints, and an open admin port.
@Suite struct JudgementTests {
    private static let bundle = ["--from-bundle", Folder.recorded("17-no-endpoints")]

    private struct Outcome: Equatable {
        let status: Commands.ExitStatus
        let errors: Int
        let suppressed: Int

        init(_ status: Commands.ExitStatus, errors: Int, suppressed: Int) {
            self.status = status
            self.errors = errors
            self.suppressed = suppressed
        }
    }

    private func judge(_ words: [String], bundle: [String] = bundle) async throws -> (Outcome, JSONValue, Run) {
        let run = await run(["doctor", "-o", "json"] + words + bundle)
        let report = try JSONValue(parsing: Array(run.output.utf8))
        let summary = report["summary"]
        #expect(summary?["exitStatus"]?.int == Int(run.status.rawValue))
        return (
            Outcome(
                run.status, errors: summary?["error"]?.int ?? -1, suppressed: summary?["suppressed"]?.int ?? -1),
            report, run
        )
    }

    @Test(arguments: [
        ([], Outcome(.findings, errors: 2, suppressed: 0)),
        (["--suppress", "KLC-S004"], Outcome(.success, errors: 0, suppressed: 2)),
        (["--suppress", "s004"], Outcome(.success, errors: 0, suppressed: 2)),
        (["--suppress", "S"], Outcome(.success, errors: 0, suppressed: 2)),
        (["--suppress", "S00*"], Outcome(.success, errors: 0, suppressed: 2)),
        (["--suppress", "S004=svc/default/nomatch"], Outcome(.findings, errors: 1, suppressed: 1)),
        (["--suppress", "S004=service/default/*"], Outcome(.success, errors: 0, suppressed: 2)),
        (["--suppress", "S004=svc/shop/*"], Outcome(.findings, errors: 2, suppressed: 0)),
        (
            ["--suppress", "S004=svc/default/nomatch", "--suppress", "S004=svc/default/unready"],
            Outcome(.success, errors: 0, suppressed: 2)
        ),
        (
            ["--suppress", "S004=svc/default/nomatch,S004=default/service/unready"],
            Outcome(.success, errors: 0, suppressed: 2)
        ),
        (["--fail-on", "info", "--suppress", "S004,D015"], Outcome(.success, errors: 0, suppressed: 3)),
        (["--skip-checks", "S004"], Outcome(.success, errors: 0, suppressed: 0)),
        (["--checks", "N"], Outcome(.success, errors: 0, suppressed: 0)),
        (["--checks", "S", "--skip-checks", "S005"], Outcome(.findings, errors: 2, suppressed: 0)),
        // No stage of the two Services is stopped.
        (["--checks", "S014"], Outcome(.success, errors: 0, suppressed: 0)),
        (["--fail-on", "never"], Outcome(.success, errors: 2, suppressed: 0)),
        (["--exit-zero"], Outcome(.success, errors: 2, suppressed: 0)),
        (["--fail-on", "info", "--suppress", "S004"], Outcome(.findings, errors: 0, suppressed: 2)),
        (
            ["--fail-on", "info", "--suppress", "S004", "--suppress", "D015"],
            Outcome(.success, errors: 0, suppressed: 3)
        ),
    ])
    private func countsWhatIsToCount(words: [String], expected: Outcome) async throws {
        let outcome = try await judge(words).0
        #expect(outcome == expected, "\(words)")
    }

    @Test func whatDoesNotCountIsShownAsSuch() async throws {
        let (_, report, _) = try await judge(["--suppress", "S004=svc/default/nomatch"])
        let findings = report["findings"]?.array ?? []
        let suppressed = findings.filter { $0["suppressed"]?.bool == true }
        #expect(suppressed.map { $0["service"]?.string } == ["default/nomatch"])
        #expect(suppressed.first?["suppression"] != .null)
        let text = await run(["doctor", "-v", "--suppress", "S004=svc/default/nomatch"] + Self.bundle)
        #expect(text.output.contains("1 suppressed"))
        #expect(text.output.contains("--suppress S004=svc/default/nomatch"))
    }

    @Test func aRuleThatMatchesNothingIsTold() async throws {
        let (_, _, run) = try await judge(["--suppress", "S004=svc/shop/web"])
        #expect(run.error.contains("note: --suppress S004=svc/shop/web matches no finding"))
    }

    @Test(arguments: [
        (["--suppress", "S099"], "--suppress: \"S099\"", "kubelb-ctl checks"),
        (["--suppress", "nonsense"], "--suppress: \"nonsense\"", "KLC-S005"),
        (["--suppress", "S004=web"], "does not name an object", "svc/shop/web"),
        (["--suppress", "S004=svc/web"], "without its namespace", "svc/NAMESPACE/web"),
        (["--checks", "Q"], "--checks: \"Q\"", "KLC-S005"),
        (["--checks", "S", "--skip-checks", "S"], "leave no check", "kubelb-ctl checks"),
        (["--fail-on", "fatal"], "--fail-on", "error, warning, info, never"),
        (["--update-baseline"], "without --baseline", "--baseline FILE"),
        (["--baseline", "/nowhere/known.json"], "/nowhere/known.json", "--update-baseline"),
        (["--baseline", "/nowhere/known.json", "--update-baseline"], "/nowhere", ""),
    ])
    func badInputIsTold(words: [String], fault: String, hint: String) async {
        let run = await run(["doctor"] + words + Self.bundle)
        #expect(run.status == .usage)
        #expect(run.output == "")
        #expect(run.error.contains(fault), "\(run.error)")
        #expect(run.error.contains(hint), "\(run.error)")
    }

    @Test func aServiceSaysItselfWhatDoesNotCount() async throws {
        func changes(_ annotation: String) -> String {
            """
            tenant:
              endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: []}}
              services: {shop/web: {metadata: {annotations: {kubelb-ctl/suppress: "\(annotation)"}}}}
            """
        }
        for (annotation, codes) in [("KLC-S004", []), ("S004, S005", []), ("S005", ["KLC-S004"])] {
            try await withExample(changes(annotation)) { bundle in
                let (_, report, run) = try await judge([], bundle: ["--from-bundle", bundle])
                let counted = (report["findings"]?.array ?? []).filter { $0["suppressed"]?.bool != true }
                    .compactMap { $0["code"]?.string }
                #expect(counted.filter { $0 == "KLC-S004" } == codes, "\(annotation)")
                #expect(run.status == (codes.isEmpty ? .success : .findings), "\(annotation)")
            }
        }
        try await withExample(changes("nonsense")) { bundle in
            let (outcome, _, run) = try await judge([], bundle: ["--from-bundle", bundle])
            #expect(outcome.suppressed == 0)
            #expect(run.error.contains("kubelb-ctl/suppress") && run.error.contains("nonsense"), "\(run.error)")
        }
    }

    @Test func aBaselineKnowsWhatWasFoundAndNothingElse() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory + "/known.json"
            let first = try await judge(["--baseline", file, "--update-baseline"]).0
            #expect(first == Outcome(.success, errors: 0, suppressed: 2))
            #expect(try await judge(["--baseline", file]).0 == first)
            // Other clusters have other findings.
            let other = await run(
                ["doctor", "--baseline", file, "--from-bundle", Folder.recorded("12-nodes-not-ready")])
            #expect(other.status == .findings)
            #expect(other.error.contains("note: "), "\(other.error)")
            // A Service alone takes nothing of the others out of the file.
            let before = try String(contentsOfFile: file, encoding: .utf8)
            let one = await run(
                ["status", "svc/nomatch", "--baseline", file, "--update-baseline"] + Self.bundle)
            #expect(one.status == .success)
            #expect(try String(contentsOfFile: file, encoding: .utf8) == before)
        }
    }

    @Test(arguments: [
        ("", "known.json"), ("{", "known.json"), ("[]", "known.json"), (#"{"kind":"Report"}"#, "Baseline"),
        (#"{"apiVersion":"kubelb-ctl/v2","kind":"Baseline","findings":[]}"#, "kubelb-ctl/v1"),
    ])
    func aBaselineThatIsNoneIsTold(text: String, fault: String) async throws {
        try await withTemporaryDirectory { directory in
            let file = directory + "/known.json"
            try text.write(toFile: file, atomically: false, encoding: .utf8)
            for words in [["--baseline", file], ["--baseline", file, "--update-baseline"]] {
                let run = await run(["doctor"] + words + Self.bundle)
                #expect(run.status == .usage)
                #expect(run.error.contains(fault), "\(run.error)")
                // What could not be understood is not written over.
                #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
            }
        }
    }
}
