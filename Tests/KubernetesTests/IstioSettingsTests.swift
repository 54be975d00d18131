import Documents
import Kubernetes
import Testing

/// What is read of the ConfigMap of Istio.
@Suite struct IstioSettingsTests {
    private func settings(_ data: String) throws -> ConfigMap {
        var reader = JSONReader(Array(#"{"metadata":{"name":"istio"},"data":\#(data)}"#.utf8))
        return try ConfigMap(from: &reader)
    }

    @Test(arguments: [
        (#""outboundTrafficPolicy:\n  mode: REGISTRY_ONLY\nrootNamespace: istio-system""#, "REGISTRY_ONLY"),
        (#""accessLogFile: /dev/stdout\noutboundTrafficPolicy:\n  mode: ALLOW_ANY""#, "ALLOW_ANY"),
        (#""defaultConfig:\n  tracing:\n    mode: X\noutboundTrafficPolicy: {}""#, nil),
        (#""outboundTrafficPolicy:\nmode: REGISTRY_ONLY""#, nil), (#""""#, nil), ("7", nil), ("null", nil),
    ])
    func outboundTraffic(mesh: String, mode: String?) throws {
        #expect(try settings(#"{"mesh":\#(mesh)}"#).outboundTrafficMode == mode)
    }

    @Test(arguments: ["{}", "7", "null"])
    func otherData(data: String) throws {
        #expect(try settings(data).outboundTrafficMode == nil)
    }
}
