import Testing

@testable import Sandbox

private let manifest = #"{"takenAt": "2026-11-22T12:00:00Z"}"#

@Suite struct ServedBundleTests {
    private func bundle(_ files: [String: String]) throws -> ServedBundle {
        try ServedBundle(files: files.mapValues { Array($0.utf8) })
    }

    private func deployments(_ arguments: String) -> String {
        """
        {"items": [
          {"metadata": {"name": "web", "namespace": "shop"}},
          {"metadata": {"name": "x", "namespace": "lb", "labels": {"app.kubernetes.io/name": "kubelb-ccm"}},
           "spec": {"template": {"spec": {"containers": [{"name": "p"}, {"name": "ccm", "args": \(arguments)}]}}}}]}
        """
    }

    @Test(arguments: [
        (#"["--cluster-name=demo"]"#, "demo"), (#"["--v=1", "--cluster-name", "tenant-demo"]"#, "demo"),
    ])
    func theCCMNamesTenantAndNamespace(arguments: String, name: String) throws {
        let bundle = try bundle([
            "bundle.json": manifest, "tenant/deployments.apps.json": deployments(arguments),
            "management/nodes.json": "{}",
        ])
        #expect(bundle.tenantName == name)
        #expect(bundle.ccmNamespace == "lb")
        #expect(bundle.unreachable.isEmpty)
    }

    @Test func theManifestGoesBeforeTheCCM() throws {
        let bundle = try bundle([
            "bundle.json": #"{"takenAt": "2026-11-22T12:00:00Z", "tenant": "acme"}"#,
            "tenant/deployments.apps.json": deployments(#"["--cluster-name=demo"]"#), "management/nodes.json": "{}",
        ])
        #expect(bundle.tenantName == "acme")
    }

    @Test func withoutACCMThereIsNoTenant() throws {
        let bundle = try bundle(["bundle.json": manifest, "tenant/nodes.json": "{}", "management/nodes.json": "{}"])
        #expect(bundle.tenantName == nil)
        #expect(bundle.ccmNamespace == "kubelb")
    }

    @Test func aSideMayBeOutOfReachAsAWhole() throws {
        let bundle = try bundle([
            "bundle.json":
                #"{"takenAt": "2026-11-22T12:00:00Z", "failedReads": {"management": "connection refused", "tenant/x.json": 404}}"#,
            "tenant/nodes.json": "{}",
        ])
        #expect(bundle.unreachable == [.management: "connection refused"])
    }

    @Test(arguments: [
        [:],
        ["bundle.json": #"{"takenAt": "yesterday"}"#, "tenant/nodes.json": "{}", "management/nodes.json": "{}"],
        ["bundle.json": manifest], ["bundle.json": "{", "tenant/a.json": "", "management/a.json": ""],
        ["bundle.json": manifest, "tenant/nodes.json": "{}"],
        ["bundle.json": manifest, "management/nodes.json": "{}", "tenant/deployments.apps.json": "{"],
    ])
    func whatIsNoBundleIsRefused(files: [String: String]) {
        #expect(throws: ServedBundle.Failure.self) { try bundle(files) }
    }
}
