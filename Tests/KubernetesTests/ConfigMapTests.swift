import Documents
import Kubernetes
import Testing

/// Values that are read of other ConfigMaps than those of Istio.
@Suite struct ConfigMapTests {
    private func settings(_ data: String) throws -> ConfigMap {
        var reader = JSONReader(Array(#"{"metadata":{"name":"settings"},"data":\#(data)}"#.utf8))
        return try ConfigMap(from: &reader)
    }

    @Test(arguments: [
        (#""kind: KubeProxyConfiguration\nmode: ipvs\nipvs:\n  scheduler: rr""#, "ipvs"),
        (#""kind: KubeProxyConfiguration\nmode: \"ipvs\"""#, "ipvs"),
        (#""kind: KubeProxyConfiguration\nmode: ''""#, ""),
        (#""kind: KubeProxyConfiguration\nipvs:\n  mode: ipvs""#, nil), (#""mode: ipvs""#, nil), ("7", nil),
        ("null", nil),
    ])
    func modeOfKubeProxy(file: String, mode: String?) throws {
        #expect(try settings(#"{"config.conf":\#(file)}"#).proxyMode == mode)
    }

    @Test(arguments: [("true", true), ("false", false), ("maybe", nil)])
    func strictARP(value: String, isStrict: Bool?) throws {
        let file = #""kind: KubeProxyConfiguration\nipvs:\n  strictARP: \#(value)\nmode: ipvs""#
        #expect(try settings(#"{"config.conf":\#(file)}"#).strictARP == isStrict)
    }

    @Test(arguments: [(#""12000,32767""#, "12000,32767"), ("7", nil), ("null", nil)])
    func nodePortRange(value: String, range: String?) throws {
        #expect(try settings(#"{"node-port-range":\#(value)}"#).nodePortRange == range)
        #expect(try settings("{}").nodePortRange == nil)
    }

    @Test func replacementOfKubeProxy() throws {
        let both = try settings(#"{"kube-proxy-replacement":"true","enable-node-port":"false"}"#)
        #expect(both.kubeProxyReplacement == "true" && both.switches["enable-node-port"] == false)
        #expect(try settings(#"{"kube-proxy-replacement":"strict"}"#).kubeProxyReplacement == "strict")
    }
}
