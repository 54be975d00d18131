import Commands
import Documents
import FoundationEssentials
import Sandbox
import Testing

/// A tenant with hundreds of Services, some of which are broken for two reasons: what people read stays short.
@Suite struct ManyServicesTests {
    private static let copied = [
        "tenant/services.json", "tenant/endpointslices.discovery.k8s.io.json", "tenant/pods.json",
        "management/loadbalancers.kubelb.k8c.io.json", "management/services.json",
    ]

    /// A recorded healthy cluster with so many copies of its Service. The first `pending` have no address, the next `down` no
    /// ready endpoints.
    private static func withBundle<Result>(
        of count: Int, pending: Int, down: Int, _ body: (String) async throws -> Result
    ) async throws -> Result {
        let source = URL(filePath: Folder.recorded("01-healthy"))
        var files: [String: [UInt8]] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: source.path()) {
            files[path] = (try? Data(contentsOf: source.appending(path: path))).map(Array.init)
        }
        let services = try items(files["tenant/services.json"])
        let first = try #require(services.first { $0["spec"]?["type"]?.string == "LoadBalancer" })
        let uid = try #require(first["metadata"]?["uid"]?.string)
        let name = try #require(first["metadata"]?["name"]?.string)
        for path in copied {
            var all = try items(files[path])
            for item in all {
                let text = String(decoding: item.encoded(), as: UTF8.self)
                guard text.contains(uid) || text.contains("\"kubernetes.io/service-name\":\"\(name)\"") else {
                    continue
                }
                for number in 1..<count {
                    all.append(
                        try copy(of: text, number, uid, name, isPending: number <= pending) {
                            number > pending && number <= pending + down
                        })
                }
            }
            files[path] = JSONValue.object(["kind": "List", "items": .array(all)]).encoded()
        }
        return try await withTemporaryDirectory { directory in
            try BundleWriter.write(files, to: directory + "/bundle")
            return try await body(directory + "/bundle")
        }
    }

    private static func items(_ bytes: [UInt8]?) throws -> [JSONValue] {
        try JSONValue(parsing: bytes ?? [])["items"]?.array ?? []
    }

    private static func copy(
        of text: String, _ number: Int, _ uid: String, _ name: String, isPending: Bool, isDown: () -> Bool
    ) throws -> JSONValue {
        let digits = String(number)
        let own = uid.dropLast(8) + String(repeating: "0", count: 8 - digits.count) + digits
        var text = text.replacing(uid, with: own).replacing("\"\(name)\"", with: "\"\(name)-\(number)\"")
            // The pods are those of the first one.
            .replacing("\"app\":\"\(name)-\(number)\"", with: "\"app\":\"\(name)\"")
            .replacing("198.51.100.10", with: "198.51.\(100 + number / 250).\(number % 250 + 1)")
        // Ports of Envoy and of nodes are no other Service's.
        text = text.replacing(#/(ort":)([0-9]{5})\b/#) { "\($0.1)\(10_000 + (Int($0.2) ?? 0) % 7 + number * 10)" }
        if isPending { text = text.replacing(#/"ingress":\[[^\]]*\]/#, with: "\"ingress\":[]") }
        if isDown() { text = text.replacing("\"ready\":true", with: "\"ready\":false") }
        return try JSONValue(parsing: Array(text.utf8))
    }

    @Test func problemsOfHundredsFitOnTwoScreens() async throws {
        try await Self.withBundle(of: 500, pending: 30, down: 20) { bundle in
            let words = ["status", "-A", "--color=never", "--from-bundle", bundle]
            let table = await run(words, width: 80)
            let lines = table.output.split(separator: "\n")
            let height = table.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
                .reduce(0) { $0 + max(1, ($1.count + 79) / 80) }
            #expect(height <= 48, "\(table.output)")
            // The worst rows come first, and how the others fare is counted.
            let rows = lines.dropFirst().prefix { $0.hasPrefix("default") }
            #expect(rows.count == 20)
            #expect(rows.allSatisfy { $0.contains(" DOWN ") }, "\(table.output)")
            #expect(lines.contains { $0.hasPrefix("… and 480 more (30 PENDING, 450 HEALTHY)") }, "\(table.output)")
            // One cause in full, the other in a line.
            #expect(lines.contains { $0.contains("KLC-S004  The Service has no ready endpoints: 20 Services") })
            #expect(lines.contains { $0.contains("KLC-D002  The envoy Service has no address: 30 Services") })
            #expect(lines.count { $0.hasPrefix("  more      kubelb-ctl explain") } == 1, "\(table.output)")

            let sorted = await run(words + ["--sort-by", "name"], width: 80).output.split(separator: "\n")
            #expect(sorted.count { $0.hasPrefix("default") } == 20)
            #expect(sorted.contains { $0.hasPrefix("… and 480 more (") && $0.contains(" HEALTHY)") }, "\(sorted)")

            // A pipe gets every row, and the causes below them.
            for options in [[], ["--sort-by", "name"], ["-l", "app=web"], ["-n", "default"]] {
                let piped = await run(words.filter { $0 != "-A" || options.first != "-n" } + options)
                let lines = piped.output.split(separator: "\n")
                #expect(lines.count { $0.hasPrefix("default ") } == 500, "\(options)")
                #expect(lines.contains { $0.contains(" web-499 ") } && !piped.output.contains("more ("), "\(options)")
                #expect(lines.contains { $0.contains("KLC-D002  The envoy Service has no address: 30 Services") })
            }

            let problems = await run(words + ["--problems"])
            #expect(problems.status == table.status)
            #expect(problems.output.contains("50 of 500 Services"))
            #expect(!problems.output.contains("HEALTHY"))
        }
    }

    @Test func allFormatsCountWhatIsFixedInOneWay() async throws {
        try await Self.withBundle(of: 70, pending: 12, down: 13) { bundle in
            let words = ["status", "-A", "--color=never", "--from-bundle", bundle]
            let names = await run(words + ["--problems", "-o", "name"])
            #expect(names.output.split(separator: "\n").count == 25)
            // Who wants them all gets them all.
            for options in [["-o", "wide"], ["--no-headers"]] {
                let all = await run(words + options, width: 120)
                #expect(all.output.split(separator: "\n").count { $0.contains(" HEALTHY ") } == 45, "\(options)")
            }
            let quiet = await run(words + ["-q"])
            #expect(quiet.output.split(separator: "\n").count == 70)
            #expect(quiet.output.hasPrefix("default/service/web-13  DOWN\n"), "\(quiet.output.prefix(200))")
            let heading = "The Service has no ready endpoints: 13 Services"
            for format in ["table", "markdown", "html", "junit", "github"] {
                let output = await run(words + ["-o", format]).output
                #expect(output.contains(heading), "\(format)")
                #expect(output.contains("and 8 more"), "\(format)")
            }
        }
    }

    @Test func sarifHasOneResultForACause() async throws {
        func results(pending: Int, down: Int) async throws -> [JSONValue] {
            try await Self.withBundle(of: 30, pending: pending, down: down) { bundle in
                let output = await run(["status", "-A", "-o", "sarif", "--from-bundle", bundle]).output
                return try JSONValue(parsing: Array(output.utf8))["runs"]?[0]?["results"]?.array ?? []
            }
        }
        func fingerprint(_ result: JSONValue) -> String? { result["partialFingerprints"]?["kubelbCtl/v1"]?.string }
        let all = try await results(pending: 2, down: 13).filter { $0["ruleId"]?.string == "KLC-S004" }
        let result = try #require(all.first)
        #expect(all.count == 1)
        let properties = try #require(result["properties"])
        #expect(properties["group"]?.string == "The Service has no ready endpoints: 13 Services")
        #expect(properties["groupSize"]?.int == 13)
        #expect(properties["fingerprints"]?.array?.count == 13)
        #expect(fingerprint(result) == properties["fingerprints"]?[0]?.string)
        let message = result["message"]?["text"]?.string ?? ""
        #expect(message.hasPrefix("The Service has no ready endpoints: 13 Services\naffects: default/"), "\(message)")
        let related = result["relatedLocations"]?.array ?? []
        #expect(related.count { $0["message"]?["text"]?.string?.contains("default/web-") == true } == 12)
        // The one that stands for the cause keeps its identity whatever becomes of the others.
        let first = try #require(fingerprint(result))
        let fewer = try await results(pending: 4, down: 9).filter { $0["ruleId"]?.string == "KLC-S004" }
        #expect(fewer.compactMap(fingerprint) == [first], "\(first)")
    }

    @Test func testsAndPathsOfHundredsAreTheWorstOnes() async throws {
        try await Self.withBundle(of: 60, pending: 2, down: 3) { bundle in
            let source = ["--color=never", "--from-bundle", bundle]
            for command in ["verify", "trace"] {
                let all = await run([command, "-A"] + source, width: 200).output
                let headings = { (text: String) in
                    text.split(separator: "\n").filter { $0.hasPrefix("Service default/") }
                }
                #expect(headings(all).count == 50, "\(command)")
                // Two of the copies are degraded, because their ports collide.
                #expect(
                    Set(headings(all).prefix(7).compactMap { $0.firstMatch(of: #/web-[1-5]\b/#).map { String($0.0) } })
                        .count == 5,
                    "\(command): \(headings(all).prefix(8))")
                #expect(all.contains("\n… and 10 more (10 HEALTHY): name some, or use -o wide or -o json\n"), "\(all)")
                #expect(
                    headings(await run([command, "-A", "-o", "wide"] + source, width: 200).output).count == 60)
                #expect(headings(await run([command, "-A"] + source).output).count == 60)
                // Who names them gets them, as they were named.
                let names = (1..<55).reversed().map { "svc/web-\($0)" }
                let named = await run([command, "-n", "default"] + names + source, width: 200).output
                #expect(headings(named).count == 54)
                #expect(headings(named).first?.contains("web-54") == true)
                let json = await run([command, "-A", "-o", "json"] + source).output
                #expect(json.contains("\"web-59\"") && json.contains("\"web-1\""))
            }
        }
    }

    @Test func aFewAreListedInFull() async throws {
        try await Self.withBundle(of: 12, pending: 1, down: 1) { bundle in
            let table = await run(["status", "-A", "--color=never", "--from-bundle", bundle], width: 120)
            #expect(table.output.split(separator: "\n").count { $0.hasPrefix("default ") } == 12)
            #expect(!table.output.contains("more ("))
        }
    }

    @Test func quietIsOneWord() async throws {
        let one = await run([
            "status", "svc/unready", "-n", "default", "-q", "--from-bundle", Folder.recorded("17-no-endpoints"),
        ])
        #expect(one.output == "DOWN\n")
        #expect(one.status == .findings)
        let all = await run(["status", "-A", "-q", "--from-bundle", Folder.recorded("17-no-endpoints")])
        #expect(all.output.hasSuffix("default/service/web  HEALTHY\n"))
    }

    @Test(arguments: [["-n", "kube-system"], ["ing", "-A"], ["-A", "-l", "app=none"]])
    func quietIsNothingIfNothingIsSelected(words: [String]) async throws {
        let bundle = ["--from-bundle", Folder.recorded("01-healthy")]
        let quiet = await run(["status", "-q"] + words + bundle)
        #expect(quiet.output.isEmpty && quiet.error.isEmpty, "\(quiet.output)\(quiet.error)")
        #expect(quiet.status == .success)
        guard !words.contains("ing") else { return }
        let all = ["services", "nodes", "pods", "endpointslices.discovery.k8s.io"]
        try await withExample("tenant: {\(all.map { "\($0): forbidden" }.joined(separator: ", "))}") { bundle in
            for options in [["-q"], ["-o", "name"], ["-o", "jsonpath={.services[*].name}"]] {
                let unread = await run(["status"] + options + words + ["--from-bundle", bundle])
                #expect(unread.status == .undetermined)
                #expect(unread.error.contains("unknown: tenant: forbidden: needs list "), "\(unread.error)")
                #expect(unread.error.contains("--print-rbac prints the permissions"), "\(unread.error)")
            }
        }
        try await withExample("tenant: {services: forbidden}") { bundle in
            let unread = await run(["status", "-q"] + words + ["--from-bundle", bundle])
            #expect(unread.status == .undetermined)
            #expect(!unread.output.isEmpty, "\(unread.error)")
            // The reason, and the next step if there are many.
            let reason = "unknown: tenant/services: forbidden: needs list services"
            #expect(unread.error.contains(reason), "\(unread.error)")
        }
    }
}
