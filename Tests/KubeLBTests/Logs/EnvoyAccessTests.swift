import KubeLB
import Kubernetes
import Testing

@Suite struct EnvoyAccessTests {
    @Test func `a connection that went well`() throws {
        let access = try #require(
            EnvoyAccess(
                #"[2026-11-22T21:10:58.953Z] "- - -" 0 - 46 185 12 - "10.77.21.1:52010" "-" "-" "-" "10.77.1.11:31509""#
            ))
        #expect(access.flags.isEmpty)
        #expect(access.downstream == "10.77.21.1:52010")
        #expect(access.nodePort == 31509)
        #expect((access.bytesReceived, access.bytesSent, access.milliseconds) == (46, 185, 12))
        #expect(access.end == Timestamp("2026-11-22T21:10:58.965Z"))
    }

    @Test func `a node that refused, and no healthy node`() throws {
        let refused = try #require(
            EnvoyAccess(
                #"[2026-11-22T21:11:01.527Z] "- - -" 0 UF,URX 0 0 0 - "10.77.21.1:39684" "-" "-" "-" "10.77.1.11:31509""#
            ))
        #expect(refused.flags == ["UF", "URX"])
        let none = try #require(
            EnvoyAccess(#"[2026-11-22T21:11:41.604Z] "- - -" 0 UH 0 0 0 - "10.77.3.11:46112" "-" "-" "-" "-""#))
        #expect(none.upstream == nil && none.nodePort == nil)
    }

    @Test(arguments: [
        "", "[", "[2026-11-22 21:10:56.431][31147][info][main] [source/server/server.cc:467] initializing epoch 0",
        #"{"level":"info"}"#, #"[2026-11-22T21:10:58.953Z] "- - -" 0 - x 185 12 - "a" "b""#,
        "[now] \"- - -\" 0 - 1 1 1 - \"a\" \"b\"",
        #"[2026-11-22T21:10:58.953Z] "- - -" 0 - 46 185"#,
    ])
    func `anything else is no connection`(text: String) { #expect(EnvoyAccess(text) == nil) }

    @Test func `Envoy's own lines lose where in its source they come from`() {
        let text = "[2026-11-22 21:10:56.504][31147][warning][config] [source/x/y.cc:84] gRPC config closed"
        let line = LogLine(envoy: Array(text.utf8)[...], access: nil, reference: Timestamp(milliseconds: 0))
        #expect(line.level == .warning)
        #expect(line.logger == "config")
        #expect(line.message == "gRPC config closed")
        #expect(line.time == Timestamp("2026-11-22T21:10:56.504Z"))
    }
}
