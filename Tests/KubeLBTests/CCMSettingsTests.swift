import KubeLB
import Kubernetes
import Testing

@Suite struct CCMSettingsTests {
    @Test func readsFlagsInEveryForm() {
        let settings = CCMSettings(arguments: [
            "--cluster-name", "acme", "-use-loadbalancer-class", "--node-address-type=InternalIP",
            "--enable-cloud-provider=false", "--ingress-conversion-only=T", "--max-node-address-count=3",
        ])
        #expect(settings.clusterName == "acme")
        #expect(settings.usesLoadBalancerClass)
        #expect(settings.nodeAddressType == "InternalIP")
        #expect(!settings.isCloudProviderEnabled)
        #expect(settings.convertsIngressOnly)
        #expect(settings.selectsNodes)
        #expect(settings.mostNodeAddresses == 3)
    }

    @Test(arguments: [
        ("shop.example.com", "shop.gw.example.net"), ("example.com", "gw.example.net"),
        ("shop.example.org", "shop.example.org"), ("notexample.com", "notexample.com"),
    ])
    func convertsHosts(host: String, expected: String) {
        let settings = CCMSettings(arguments: [
            "--conversion-domain-replace=example.com", "--conversion-domain-suffix", "gw.example.net",
        ])
        #expect(settings.convertedHost(host) == expected)
        #expect(CCMSettings(arguments: []).convertedHost(host) == host)
    }

    @Test func knowsTheDefaults() {
        let settings = CCMSettings(arguments: ["--cluster-name="])
        #expect(settings.clusterName == nil)
        #expect(!settings.usesLoadBalancerClass)
        #expect(settings.nodeAddressType == "ExternalIP")
        #expect(settings.isCloudProviderEnabled)
        #expect(settings.mostNodeAddresses == nil)
    }

    @Test(
        arguments: [(nil, true, false), ("kubelb", true, true), ("other", true, false), ("other", false, true)]
            as [(String?, Bool, Bool)])
    func filtersByClass(name: String?, filter: Bool, expected: Bool) {
        var settings = CCMSettings()
        settings.usesLoadBalancerClass = filter
        var service = Service()
        service.type = "LoadBalancer"
        service.loadBalancerClass = name
        #expect(settings.takes(service) == expected)
        service.type = "ClusterIP"
        #expect(!settings.takes(service))
    }

    @Test func namesTenantNamespaces() {
        #expect(KubeLBNames.tenantNamespace(forClusterName: "acme") == "tenant-acme")
        #expect(KubeLBNames.tenantNamespace(forClusterName: "tenant-acme") == "tenant-acme")
        #expect(KubeLBNames.tenantName(forNamespace: "tenant-acme") == "acme")
    }
}
