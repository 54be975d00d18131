import KubeLB
import Kubernetes

/// One of KubeLB's two controllers in its cluster: the CCM or the manager.
package struct Controller: Sendable {
    package let role: Role
    /// All Deployments that are this controller; more than one is a fault. Read through `Topology`.
    let allDeployments: Observed<[Deployment]>
    let allPods: Observed<[Pod]>
    /// Those of them that have not finished.
    let unfinishedPods: Observed<[Pod]>
    /// The Lease that says whether it works. Read through `Topology`.
    let namedLease: Observed<Lease>
    /// All Leases of that name, in whatever namespace.
    let allLeases: Observed<[Lease]>

    /// Which controller it is, and how it is recognised.
    package enum Role: Sendable, Hashable {
        case ccm
        case manager

        package var side: ClusterSide { self == .ccm ? .tenant : .management }
        package var appName: String { self == .ccm ? KubeLBNames.ccmAppName : KubeLBNames.managerAppName }
        package var leaseName: String { self == .ccm ? KubeLBNames.ccmLease : KubeLBNames.managerLease }
        /// The container in its pods that is the controller, not a sidecar.
        package var containerName: String { self == .ccm ? "ccm" : "manager" }
        package var title: String { self == .ccm ? "CCM" : "manager" }

        /// The images are `…/kubelb-ccm` and `…/kubelb-manager` (`kubelb-manager-ee` in the Enterprise Edition).
        func isImage(_ image: String) -> Bool {
            let name = image.split(separator: "/").last ?? ""
            return name.hasPrefix(appName)
        }
    }

    init(role: Role, in observation: Observation) {
        self.role = role
        let deployments = observation.list(role.side, Deployment.self)
        let matching = deployments.map { list in Self.choose(list.items, role: role) }
        if case .present(let list) = deployments, !list.isComplete, matching.value?.isEmpty == true {
            allDeployments = .failed(list.incompleteness ?? "incomplete")
        } else {
            allDeployments = matching
        }
        let chosen = Self.preferred(matching.value ?? [])
        allPods = observation.list(role.side, Pod.self).all { pod in
            guard let chosen else { return pod.metadata.labels[KubeLBNames.appNameLabel] == role.appName }
            return pod.metadata.namespace == chosen.metadata.namespace && pod.matches(chosen.state.selector)
        }
        let unfinished = allPods.map { $0.filter { !$0.isFinished } }
        // Without its Deployment, its pods are recognized by a label, which they need not have.
        let isUncertain = unfinished.value?.isEmpty == true && allDeployments.value == nil
        unfinishedPods = isUncertain ? allDeployments.map { _ in [] } : unfinished
        let namespace = chosen?.metadata.namespace ?? allPods.value?.first?.metadata.namespace ?? KubeLBNames.namespace
        self.namespace = namespace
        let leases = observation.list(role.side, Lease.self)
        allLeases = leases.all { $0.metadata.name == role.leaseName }
        let template = chosen?.state.template ?? allPods.value?.first?.spec
        let elected = template.flatMap { Self.settings(of: $0, role: role) }?.leaseNamespace ?? namespace
        let own = leases.first { $0.metadata.name == role.leaseName && $0.metadata.namespace == elected }
        // A controller that runs in another cluster, as in KKP, chooses the namespace: the Lease renewed last counts.
        let isElsewhere = template == nil && matching.value != nil && allPods.value != nil
        let newest = (allLeases.value ?? []).max { one, other in
            guard let time = other.renewTime else { return false }
            return one.renewTime.map { $0 < time } ?? true
        }
        if isElsewhere, let newest { namedLease = .present(newest) } else { namedLease = own }
    }

    /// Where it runs; `kubelb` where that could not be found out.
    package let namespace: String

    private static func choose(_ deployments: [Deployment], role: Role) -> [Deployment] {
        let labelled = deployments.filter { $0.metadata.labels[KubeLBNames.appNameLabel] == role.appName }
        if !labelled.isEmpty { return labelled }
        return deployments.filter { deployment in
            deployment.state.template.containers.contains { role.isImage($0.image) }
        }
    }

    /// The one that is diagnosed: one that should run before one scaled to 0, and the documented namespace first.
    static func preferred(_ deployments: [Deployment]) -> Deployment? {
        func rank(_ deployment: Deployment) -> (Int, Int, String) {
            (
                deployment.state.desired > 0 ? 0 : 1,
                deployment.metadata.namespace == KubeLBNames.namespace ? 0 : 1, deployment.metadata.path
            )
        }
        return deployments.min { rank($0) < rank($1) }
    }

    /// The controller's own container in a pod template or a pod.
    package func container(of spec: PodSpec) -> PodSpec.Container? { Self.container(of: spec, role: role) }

    private static func container(of spec: PodSpec, role: Role) -> PodSpec.Container? {
        spec.containers.first { role.isImage($0.image) } ?? spec.containers.first { $0.name == role.containerName }
    }

    /// The CCM's settings, from the Deployment or, where that cannot be read, from one of its pods.
    var settings: Observed<CCMSettings> {
        if let deployments = allDeployments.value {
            guard let deployment = Self.preferred(deployments) else { return .absent }
            return arguments(of: deployment.state.template)
        }
        if let pod = allPods.value?.first { return arguments(of: pod.spec) }
        return allDeployments.map { _ in CCMSettings() }
    }

    private func arguments(of spec: PodSpec) -> Observed<CCMSettings> {
        Self.settings(of: spec, role: role).map { .present($0) } ?? .absent
    }

    private static func settings(of spec: PodSpec, role: Role) -> CCMSettings? {
        container(of: spec, role: role).map { CCMSettings(arguments: $0.command.dropFirst() + $0.args) }
    }
}

extension Observed {
    /// The first object of a list for which `isIt` holds; absent only where the whole list could be read.
    package func first<Item: KubernetesObject>(where isIt: (Item) -> Bool) -> Observed<Item>
    where Value == ObjectList<Item> {
        flatMap { list in
            if let item = list.items.first(where: isIt) { return .present(item) }
            return list.incompleteness.map { .failed($0) } ?? .absent
        }
    }

    /// The objects of a list; nil for a kind that is not served, and for a list that could not be read to its end.
    package func whole<Item: KubernetesObject>() -> [Item]? where Value == ObjectList<Item> {
        value.flatMap { $0.isComplete ? $0.items : nil }
    }

    /// All objects of a list for which `isIt` holds; a list that could not be read to its end counts as failed.
    package func all<Item: KubernetesObject>(where isIt: (Item) -> Bool) -> Observed<[Item]>
    where Value == ObjectList<Item> {
        if case .absent = self { return .present([]) }
        return flatMap { list in list.incompleteness.map { .failed($0) } ?? .present(list.items.filter(isIt)) }
    }
}

extension Controller {
    /// The settings with which a Deployment runs it; nil if it has no container of it.
    package func settings(of deployment: Deployment) -> CCMSettings? {
        Self.settings(of: deployment.state.template, role: role)
    }

    /// The Deployment that is diagnosed, for commands; not an input of any check's judgement.
    package var diagnosedDeployment: Deployment? { Self.preferred(allDeployments.value ?? []) }

    /// Whether its cluster is known to have neither a Deployment nor a pod of it, for commands.
    package var runsElsewhere: Bool { allDeployments.value?.isEmpty == true && allPods.value?.isEmpty == true }

    /// Its name, for commands.
    package var diagnosedDeploymentName: String? { diagnosedDeployment?.metadata.name }
}
