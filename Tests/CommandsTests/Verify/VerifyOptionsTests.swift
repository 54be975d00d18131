import CommandLineKit
import Testing

@testable import Commands

/// What `verify` does not take, and what is said of it.
@Suite struct VerifyOptionsTests {
    @Test(arguments: [
        (["--http", "healthz"], "--http", "/healthz"), (["--http", "/a b"], "/a b", "%XX"),
        (["--http", "/x", "--expect-status", "ok"], "\"ok\"", "2xx"),
        (["svc/web", "--expect-status", "200"], "--expect-status", "--http"),
        (["--layer", "4", "--no-http"], "--no-http does not apply to Services", "--http"),
        (["ing", "-A", "--tls"], "--tls applies to Services only", "--path"),
        (["--server-name", "a"], "--server-name", "--tls or --http"),
        (["--tls", "--server-name", "a/b"], "a/b", "shop.example.org"), (["--port", "http"], "\"http\"", "53/UDP"),
        (["--port", "0"], "\"0\"", "443"), (["--port", "53/ICMP"], "53/ICMP", "53/UDP"),
        (["--probe-timeout", "soon"], "\"soon\"", "20s"), (["--probe-timeout", "0"], "\"0\"", "20s"),
        (["--interval", "1s"], "--interval", "--wait"), (["--wait=soon"], "\"soon\"", "1m30s"),
        (["--wait", "2m"], "\"2m\"", "--wait=2m"), (["--wait=2m", "--timeout", "1m"], "--wait=2m", "omit one"),
        (["--timeout", "-1"], "-1", "20s"), (["--udp-payload", "\\x1"], "\\x", "\\x00"),
        (["--udp-payload", "a\\"], "backslash", "\\\\"), (["--udp-payload", "\\q"], "\\q", "\\\\"),
        (["--wait", "--from-bundle", "b"], "--from-bundle and --wait", "omit --from-bundle"),
        (["--print-probe", "--wait"], "--print-probe and --wait", "prints commands"),
        (["--print-probe", "-o", "json"], "--print-probe and --output", "prints commands"),
        (["svc/web", "-A"], "--all-namespaces", "omit one"), (["--from-bundle", "/nowhere"], "/nowhere", ".tar.gz"),
    ])
    func areUsageErrors(words: [String], fault: String, hint: String) async {
        let run = await run(["verify"] + words)
        #expect(run.status == .usage, "\(words): \(run.error)")
        #expect(run.output.isEmpty)
        #expect(run.error.contains(fault) && run.error.contains(hint), "\(words): \(run.error)")
    }

    @Test func payloadsAreBytes() throws {
        #expect(try UDPPayload.bytes("") == [])
        #expect(try UDPPayload.bytes("aé") == [97, 0xC3, 0xA9])
        #expect(try UDPPayload.bytes(#"\n\r\t\0\\\x00\xfF1"#) == [10, 13, 9, 0, 92, 0, 255, 49])
        #expect(throws: UsageError.self) { try UDPPayload.bytes(String(repeating: "a", count: 65_508)) }
    }
}
