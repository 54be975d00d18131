import CommandLineKit
import Commands
import Sandbox
import Testing

/// What is written for people fits the terminal, from 60 to 250 columns.
@Suite struct WidthTests {
    static let commands = [
        ["status", "-A"], ["status", "svc/web", "-n", "shop"], ["doctor"],
        ["doctor", "-v"],
        ["trace", "-A"], ["verify", "-A"], ["cleanup"], ["events", "-A"], ["explain", "C007", "D010"], ["checks"],
        ["status", "--help"],
    ]

    /// What takes two columns a character, one with a mark above it, a name of 63 characters, and words that break nowhere.
    private static let names = """
        tenant:
          events: {shop/e: {type: Warning, reason: AllocationFailed, count: 3, lastTimestamp: "2026-11-22T11:59:00Z",
            message: "プール「既定」に空きがありません。負荷分散装置の住所を割り当てられませんでした。 e\u{0301}e\u{0301}e\u{0301} \
            한국어로 된 아주 긴 설명이 여기에 있습니다 그리고 계속됩니다",
            involvedObject: {kind: Service, namespace: shop, name: web}}}
          services: {shop/\(String(repeating: "a-long-name-", count: 5))abc: {spec: {type: LoadBalancer,
            ports: [{port: 80, nodePort: 30999, protocol: TCP}, {port: 443, nodePort: 30998, protocol: TCP}]}}}
        """

    @Test(arguments: ["none", "ccm-scaled-down", "no-endpoints", "layer4-disabled"])
    func fits(fault: String) async throws {
        let changes = try #require(ExampleFault.named(fault)).changes
        try await withExample(changes + "\n---\n" + Self.names) { bundle in
            for command in Self.commands {
                let takesBundle = !["explain", "checks"].contains(command[0]) && !command.contains("--help")
                let words = command + (takesBundle ? ["--from-bundle", bundle] : [])
                for width in [60, 61, 72, 80, 100, 137, 200, 250] {
                    let run = await run(words, width: width, variables: ["NO_COLOR": "1"])
                    #expect(!run.output.isEmpty, "\(command): \(run.error)")
                    for line in run.output.split(separator: "\n") {
                        // Commands are there to be copied, and so is a word that no line could hold.
                        let isPasted = ["kubectl ", "helm ", "curl ", "  kubelb-ctl "].contains { line.contains($0) }
                        let isOneWord = line.split(separator: " ").contains { displayWidth(String($0)) > width - 34 }
                        #expect(
                            isPasted || isOneWord || displayWidth(String(line)) <= width, "\(command) \(width): \(line)"
                        )
                    }
                }
            }
        }
    }
}
