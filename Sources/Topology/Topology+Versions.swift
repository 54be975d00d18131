import KubeLB
import Kubernetes

/// The image that a controller runs.
package struct RunningImage: Sendable, Hashable {
    /// `Pod kubelb/kubelb-ccm-1`, or the Deployment if no pod is known.
    package let reference: String
    package let container: String
    package let image: String

    /// Its tag or digest.
    package var tag: String { ReleaseVersion.tag(ofImage: image) }
}

extension Controller {
    /// Of the pod that does the work: during a roll-out, or if a new image cannot be pulled, not that of the Deployment.
    var runningImage: RunningImage? {
        let pods = (unfinishedPods.value ?? []).filter { !$0.metadata.isBeingDeleted }
        let newest = { (pods: [Pod]) in
            pods.max { one, other in
                (one.metadata.creationTimestamp?.milliseconds ?? 0, one.metadata.name)
                    < (other.metadata.creationTimestamp?.milliseconds ?? 0, other.metadata.name)
            }
        }
        if let pod = newest(pods.filter(\.isReady)), let container = container(of: pod.spec) {
            return RunningImage(reference: pod.reference, container: container.name, image: container.image)
        }
        if let deployment = diagnosedDeployment, let container = container(of: deployment.state.template) {
            return RunningImage(reference: deployment.reference, container: container.name, image: container.image)
        }
        guard let pod = newest(pods), let container = container(of: pod.spec) else { return nil }
        return RunningImage(reference: pod.reference, container: container.name, image: container.image)
    }
}

extension Topology {
    /// The image of a controller's running pod; nil if neither a pod nor a Deployment is known.
    package func runningImage(of controller: Controller) -> RunningImage? {
        recorder?.note(Input(controller.role.side, Deployment.self))
        recorder?.note(Input(controller.role.side, Pod.self))
        return controller.runningImage
    }

    /// The release that a controller runs: by its image, or else, for the manager, as it reports it in TenantState or Config.
    /// nil for a build that is no release, and if nothing is known.
    package func release(of controller: Controller) -> ReleaseVersion? {
        let report = controller.role == .manager ? managerReport : nil
        return runningImage(of: controller).flatMap { ReleaseVersion($0.tag) } ?? report?.release
    }

    /// The release of Kubernetes that a cluster runs, without what a distribution appends; nil if that is unknown.
    package func kubernetesRelease(of side: ClusterSide) -> ReleaseVersion? {
        version(of: side).value.flatMap { ReleaseVersion(String($0.gitVersion.prefix { $0 != "+" && $0 != "-" })) }
    }

    /// What the manager reports as its own release, and where. It need not be a semantic version.
    package var managerReport: (reference: String, text: String, release: ReleaseVersion)? {
        let state = tenantState.value
        let config = config.value
        let reports = [
            state.flatMap { state in state.version.map { (state.reference, $0.gitVersion) } },
            config.flatMap { config in config.version.map { (config.reference, $0.gitVersion) } },
        ]
        for case .some((let reference, let text)) in reports {
            if let release = ReleaseVersion(text) { return (reference, text, release) }
        }
        return nil
    }

    /// Whether the running version has a feature. An unknown version counts as the newest, which KLC-V003 reports.
    ///
    /// Of the manager it reads Deployments, pods, TenantState and Config of the management cluster.
    package func has(_ feature: KubeLBFeature) -> Bool {
        feature.exists(in: release(of: feature.program == .ccm ? ccm : manager))
    }

    /// `CE` or `EE`, as the manager reports it.
    package var edition: String? {
        let reported = tenantState.value?.version?.edition ?? config.value?.version?.edition
        return reported.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Whether the Config has `spec.envoyProxy.image`: in KubeLB 1.3, and since 1.4 in the Enterprise Edition only
    /// (`config_types.go` of v1.3.0, v1.4.0 and v1.4.3). An unknown version counts as the newest.
    package var hasEnvoyImageSetting: Bool {
        edition == "EE" || release(of: manager).map { $0.hasSameMinor(as: ReleaseVersion(1, 3, 0)) } == true
    }
}
