import KubeLB
import Kubernetes
import Topology

/// The version that one of KubeLB's controllers runs in, and where it says so.
struct ControllerVersion {
    /// As written: an image's tag, a digest, or what a status says.
    let text: String
    /// nil for a build that is no release.
    let release: ReleaseVersion?
    let evidence: Evidence
    let deployment: Deployment

    /// By the image of the controller's running pod; nil if it has no Deployment, or no container that is known.
    init?(of controller: Controller, in topology: Topology) {
        guard let deployment = topology.deployment(of: controller).value,
            let running = topology.runningImage(of: controller)
        else { return nil }
        self.deployment = deployment
        text = running.tag
        release = ReleaseVersion(text)
        evidence = Evidence("\(running.reference): image of container \(running.container)", running.image)
    }

    private init(text: String, release: ReleaseVersion, evidence: Evidence, deployment: Deployment) {
        self.text = text
        self.release = release
        self.evidence = evidence
        self.deployment = deployment
    }

    /// The manager's; if its tag is no release, what it reports in TenantState or Config.
    static func manager(in topology: Topology) -> ControllerVersion? {
        let byImage = ControllerVersion(of: topology.manager, in: topology)
        guard let byImage, byImage.release == nil, let report = topology.managerReport else { return byImage }
        return ControllerVersion(
            text: report.text, release: report.release,
            evidence: Evidence("\(report.reference): status.version", report.text), deployment: byImage.deployment)
    }
}
