import CommandLineKit
import Kubernetes
import Reports
import Testing

@testable import Commands

/// What `config` and `doctor --all-pairs` write, in each of their formats.
@Suite struct PairGoldenTests {
    static let configFormats = ConfigCommand.Format.allCases.map(\.rawValue)

    private static let configuration = """
        defaults: {output: wide, fail-on: warning}
        pairs:
          acme:
            kubeconfig: /nowhere/acme.kubeconfig
            context: acme
            management-context: kubelb
            as-group: [readers, auditors]
          globex: {context: globex, no-logs: true}
        """

    @Test(arguments: configFormats)
    func viewIsAsRecorded(format: String) async throws {
        try await withHome(Self.configuration) { home in
            let run = await home.run(["config", "view", "--pair", "acme", "--tenant", "acme", "-o", format])
            try expectGolden("config-view-\(format)", run.output.replacing(home.directory, with: "/home/ada"))
        }
    }

    @Test(arguments: configFormats)
    func validationIsAsRecorded(format: String) async throws {
        let wrong = Self.configuration + "\n  initech: {contxt: initech}\n"
        try await withHome(wrong.replacing("context: globex,", with: "context: 5,")) { home in
            let run = await home.run(["config", "validate", "-o", format])
            #expect(run.status == .usage)
            // For people the problems are errors, on stderr.
            try expectGolden(
                "config-validate-\(format)", (run.output + run.error).replacing(home.directory, with: "/home/ada"))
        }
    }

    /// A healthy pair, one whose CCM is away, one whose Services may not be read, and one that nothing is known of.
    private func pairs() async throws -> [PairsReport.Pair] {
        let changes = [
            ("acme", ""), ("globex", "tenant: {deployments.apps: {kubelb/kubelb-ccm: {spec: {replicas: 0}}}}"),
            ("initech", "tenant: {services: forbidden}"),
        ]
        var pairs: [PairsReport.Pair] = []
        for (name, changes) in changes {
            let report = try await withExample(changes) { bundle in
                let line = try CommandTables.table.parse(["doctor", "--from-bundle", bundle])
                let options = try InspectionOptions(line, DoctorCommand.options)
                var environment: Environment?
                _ = await run { given in
                    environment = given
                    return .success
                }
                return try await Look(
                    Inspection(kind: .doctor, options: options, environment: try #require(environment))
                )
                .report().report
            }
            pairs.append(PairsReport.Pair(name: name, outcome: .report(report)))
        }
        let failure = PairsReport.Outcome.failure(
            message: "tenant cluster: umbrella.kubeconfig does not exist", causes: [], hint: "mend the path",
            exitStatus: 2)
        return pairs + [PairsReport.Pair(name: "umbrella", outcome: failure)]
    }

    @Test(arguments: PairsReport.formats)
    func pairsAreAsRecorded(format: OutputFormat) async throws {
        let report = PairsReport(
            toolVersion: "0.0.0-test", generatedAt: Timestamp(milliseconds: 1_795_000_000_000),
            pairs: try await pairs(),
            exitStatus: { AllPairsRun.worst($0.map { ExitStatus(rawValue: Int32($0)) ?? .undetermined }).rawValue })
        let text = report.rendered(as: format, style: TextStyle(), showsHeaders: true, detail: .full)
        try expectGolden("doctor-all-pairs-\(format.rawValue)", text)
    }
}
