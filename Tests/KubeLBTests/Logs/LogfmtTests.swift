import KubeLB
import Kubernetes
import Testing

@Suite("Log lines of programs beside KubeLB")
struct LogfmtTests {
    @Test("logrus' logfmt")
    func logrus() {
        let line = LogSamples.line(
            #"time="2026-11-22T21:25:52Z" level=error msg="Error while inserting service in LB map" "#
                + #"error="Unable to update: flag \"--bpf-lb-map-max\"" k8sNamespace=tenant-a k8sSvcName=envoy-1"#)
        #expect(line.level == .error)
        #expect(line.time == Timestamp("2026-11-22T21:25:52Z"))
        #expect(line.message == "Error while inserting service in LB map")
        #expect(line.error == "Unable to update: flag \"--bpf-lb-map-max\"")
        #expect(line.details.map(\.key) == ["k8sNamespace", "k8sSvcName"])
        #expect(line.fullText.contains("envoy-1"))
    }

    @Test("slog's logfmt and its default handler")
    func slog() {
        let line = LogSamples.line(
            #"time=2026-11-22T22:02:44.094011Z level=info msg="  --enable-l2-announcements='false'" subsys=daemon"#)
        #expect(line.level == .info)
        #expect(line.message == "  --enable-l2-announcements='false'")
        let plain = LogSamples.line("2026/11/22 20:16:09 ERROR cannot take the address err=refused")
        #expect(plain.level == .error)
        #expect(plain.message == "cannot take the address err=refused")
        #expect(plain.time == Timestamp("2026-11-22T20:16:09Z"))
        let json = LogSamples.line(#"{"time":"2026-11-22T22:02:44Z","level":"ERROR","msg":"refused"}"#)
        #expect(json.level == .error)
    }

    @Test(
        "what only looks like it",
        arguments: [
            "time flies", "level=4 of the tower", "2026/11/22 20:16:09 open watch 1 for x",
            "2026/11/22 20:16:09 BGP: %ADJCHANGE: neighbor 10.0.20.1 Up",
        ])
    func plain(text: String) {
        let line = LogSamples.line(text)
        #expect(line.level == .unknown)
        #expect(line.message == text)
    }

    @Test("an object that a field of zap's JSON names")
    func nestedObject() {
        let line = LogSamples.line(#"{"level":"error","msg":"x","tgb":{"name":"k8s-1","namespace":"tenant-a"}}"#)
        #expect(line.details.map(\.key) == ["tgb"])
        #expect(line.details.map(\.value) == ["tenant-a/k8s-1"])
    }
}
