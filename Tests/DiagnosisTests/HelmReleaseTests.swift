import Diagnosis
import Sandbox
import Testing
import Topology

/// Commands that change a chart name the release as it was installed, and keep its version.
@Suite struct HelmReleaseTests {
    private static let chart = "oci://quay.io/kubermatic/helm-charts"

    private func context(_ changes: String) throws -> CheckContext {
        CheckContext(try MemoryBundle(files: ExamplePair(changes: changes).files).topology())
    }

    private func setting(_ metadata: String, image: String = "quay.io/kubermatic/kubelb-ccm:v1.4.3") throws -> String {
        let context = try context(
            """
            tenant: {deployments.apps: {kubelb/kubelb-ccm: {metadata: \(metadata),
              spec: {template: {spec: {containers: [{name: ccm, image: "\(image)"}]}}}}}}
            """)
        return HelmRelease(of: context.topology.ccm).set("a", "b", context).text
    }

    @Test func settingAValueKeepsTheVersion() throws {
        #expect(
            try setting("{}")
                == "helm --kube-context acme upgrade kubelb-ccm \(Self.chart)/kubelb-ccm -n kubelb --version v1.4.3"
                + " --reuse-values --set a=b")
    }

    @Test func theReleaseIsNamedByWhoInstalledIt() throws {
        let metadata =
            "{annotations: {meta.helm.sh/release-name: lb, meta.helm.sh/release-namespace: infra},"
            + " labels: {helm.sh/chart: kubelb-ccm-v1.5.0-rc.1_abc}}"
        #expect(
            try setting(metadata)
                == "helm --kube-context acme upgrade lb \(Self.chart)/kubelb-ccm -n infra --version v1.5.0-rc.1+abc"
                + " --reuse-values --set a=b")
    }

    @Test func theEnterpriseEditionHasItsOwnChart() throws {
        #expect(
            try setting("{labels: {helm.sh/chart: kubelb-ccm-ee-v1.4.1}}").contains(
                "\(Self.chart)/kubelb-ccm-ee -n kubelb --version v1.4.1 "))
        #expect(
            try setting("{labels: {helm.sh/chart: null}}", image: "quay.io/kubermatic/kubelb-ccm-ee:v1.4.2").contains(
                "\(Self.chart)/kubelb-ccm-ee -n kubelb --version v1.4.2 "))
    }

    @Test func aVersionThatNobodySaysIsNotMadeUp() throws {
        let command = try setting(
            "{labels: {helm.sh/chart: null}}", image: "quay.io/kubermatic/kubelb-ccm@sha256:0123")
        #expect(!command.contains("--version"))
    }

    @Test func aMissingControllerIsInstalledInTheVersionOfTheOther() throws {
        let context = try context("tenant: {deployments.apps: {kubelb/kubelb-ccm: null}}")
        let manager = HelmRelease(of: context.topology.manager)
        #expect(
            HelmRelease.install(context.topology.ccm, namespace: "kubelb", like: manager, context).text
                == "helm --kube-context acme install kubelb-ccm \(Self.chart)/kubelb-ccm -n kubelb --create-namespace"
                + " --version v1.4.3")
    }
}
