import KubeLB
import Kubernetes
import Topology

/// A released version of KubeLB: `v1.4.3`, also a release candidate of one.
struct ReleaseVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    let major: Int
    let minor: Int
    let patch: Int

    /// nil for anything that is no release: `latest`, `main`, a commit, `v1.4.0-dev`.
    init?(_ text: String) {
        let body = text.hasPrefix("v") ? text.dropFirst() : text[...]
        let parts = body.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.count == 3, numbers.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let major = Int(numbers[0]), let minor = Int(numbers[1]), let patch = Int(numbers[2])
        else { return nil }
        if parts.count > 1, !Self.releaseSuffixes.contains(where: { parts[1].hasPrefix($0) }) { return nil }
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    private static let releaseSuffixes = ["rc", "alpha", "beta", "ee"]

    var description: String { "v\(major).\(minor).\(patch)" }

    static func < (left: ReleaseVersion, right: ReleaseVersion) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }

    /// Whether both are of one minor version: what KubeLB's parts may differ by is the patch.
    func hasSameMinor(as other: ReleaseVersion) -> Bool { major == other.major && minor == other.minor }
}

/// The version that one of KubeLB's controllers runs in, and where it says so.
struct ControllerVersion {
    /// As written: an image's tag, a digest, or what a status says.
    let text: String
    /// nil for a build that is no release.
    let release: ReleaseVersion?
    let evidence: Evidence
    let deployment: Deployment

    /// By the image of the controller's Deployment; nil where there is none, or it has no container that is known.
    init?(of controller: Controller, in topology: Topology) {
        guard let deployment = topology.deployment(of: controller).value,
            let container = controller.container(of: deployment.state.template)
        else { return nil }
        self.deployment = deployment
        text = Self.tag(ofImage: container.image)
        release = ReleaseVersion(text)
        evidence = Evidence("\(deployment.reference): image of container \(container.name)", container.image)
    }

    private init(text: String, release: ReleaseVersion, evidence: Evidence, deployment: Deployment) {
        self.text = text
        self.release = release
        self.evidence = evidence
        self.deployment = deployment
    }

    /// The manager's; where its tag is no release, what it reports in TenantState or Config.
    static func manager(in topology: Topology) -> ControllerVersion? {
        guard let byImage = ControllerVersion(of: topology.manager, in: topology), byImage.release == nil else {
            return ControllerVersion(of: topology.manager, in: topology)
        }
        let state = topology.tenantState.value
        let config = topology.config.value
        let reports = [
            state.flatMap { state in state.version.map { (state.reference, $0.gitVersion) } },
            config.flatMap { config in config.version.map { (config.reference, $0.gitVersion) } },
        ]
        for case .some((let reference, let version)) in reports {
            guard let release = ReleaseVersion(version) else { continue }
            return ControllerVersion(
                text: version, release: release, evidence: Evidence("\(reference): status.version", version),
                deployment: byImage.deployment)
        }
        return byImage
    }

    /// `registry:5000/a/b:v1@sha256:…` → `v1`; the digest where there is no tag, `latest` where there is neither.
    static func tag(ofImage image: String) -> String {
        let parts = image.split(separator: "@", maxSplits: 1)
        let name = parts.first?.split(separator: "/").last ?? ""
        if let colon = name.firstIndex(of: ":") { return String(name[name.index(after: colon)...]) }
        return parts.count > 1 ? String(parts[1]) : "latest"
    }
}
