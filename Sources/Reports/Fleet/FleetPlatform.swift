import Diagnosis
import Documents
import KubeLB
import Kubernetes
import Topology

/// What all tenants of a management cluster share, in a line: the manager, versions, Envoys, address pools and ports.
struct FleetPlatform {
    /// An image of Envoy, with those who run it.
    struct Image {
        let image: String
        var pods = 0
        /// By name.
        var tenants: [String] = []
        /// Those of them whose Envoys are being replaced by others.
        var replacing: [String] = []
    }

    let report: FleetReport
    private var topology: Topology { report.platform }

    /// The version of Kubernetes, if it is known.
    var kubernetes: String? { topology.version(of: .management).value?.gitVersion }

    /// Tags of the manager's image.
    var managerVersions: [String] {
        guard let deployment = topology.deployment(of: topology.manager).value else { return [] }
        return [topology.manager.container(of: deployment.state.template)?.image].compactMap { $0.map(Self.tag) }
    }

    /// Images of all tenants' Envoys, most pods first.
    var envoyImages: [Image] {
        var images: [String: Image] = [:]
        for tenant in report.fleet.tenants.sorted(by: { $0.name < $1.name }) {
            let topology = tenant.diagnosis.topology
            let isReplacing = topology.envoyWorkload.value?.isRollingOut == true
            let own = (topology.envoyPods.value ?? []).compactMap { pod in
                pod.spec.containers.first { $0.name == LogComponent.envoy.containerName }?.image
            }
            for (image, pods) in Dictionary(grouping: own, by: \.self).mapValues(\.count) {
                var entry = images[image] ?? Image(image: image)
                entry.pods = entry.pods.saturatingSum(pods)
                entry.tenants.append(tenant.name)
                if isReplacing { entry.replacing.append(tenant.name) }
                images[image] = entry
            }
        }
        return images.values.sorted { (-$0.pods, $0.image) < (-$1.pods, $1.image) }
    }

    /// `Envoy v1.36.4 (16 pods) and v1.30.0 (2 pods: tenant acme)`: whose Envoys differ from most others, unless a rollout explains
    /// it.
    private static func words(_ images: [Image]) -> String {
        guard let first = images.first, images.count > 1 else { return images.map { tag(of: $0.image) }.joined() }
        let others = images.dropFirst().prefix(2).map { image in
            let settled = image.tenants.filter { !image.replacing.contains($0) }
            let whose =
                settled.isEmpty
                ? "during a rollout"
                : (settled.count == 1 ? "tenant " : "tenants ") + settled.prefix(5).joined(separator: ", ")
                    + (settled.count > 5 ? " and \(settled.count - 5) more" : "")
            return "\(tag(of: image.image)) (\(count(image.pods, "pod", "pods")): \(whose))"
        }
        return (["\(tag(of: first.image)) (\(count(first.pods, "pod", "pods")))"] + others).joined(separator: " and ")
            + (images.count > 3 ? ", …" : "")
    }

    /// The pools of MetalLB and Cilium.
    var pools: [AddressPoolUse] { AddressPoolUse.all(in: topology) }

    /// `pool main 14 of 16 addresses in use (most by tenant acme: 9)`.
    private static func words(_ pool: AddressPoolUse) -> String {
        let used =
            pool.size.map { "\(pool.assigned) of \(count($0, "address", "addresses"))" }
            ?? count(pool.assigned, "address", "addresses")
        let most = pool.holders.count > 1 ? pool.holders.first { $0.tenant != nil } : nil
        let share = most.map { " (most by tenant \($0.tenant ?? ""): \($0.addresses))" } ?? ""
        return "pool \(pool.pool.name) \(used) in use\(share)"
    }

    /// Ports that the LoadBalancers of all tenants expose.
    var ports: Int {
        report.fleet.tenants.reduce(0) { sum, tenant in
            tenant.diagnosis.services.filter { $0.stages.state != .ignored }
                .reduce(sum) { $0.saturatingSum($1.exposure.service.ports.count) }
        }
    }

    var line: String {
        var parts: [String] = []
        switch topology.deployment(of: topology.manager) {
        case .present(let deployment):
            parts.append(
                "manager \(deployment.metadata.path) \(deployment.state.ready)/\(deployment.state.desired)"
                    + managerVersions.map { " \($0)" }.joined())
        case .absent: parts.append("no manager found")
        case .forbidden, .failed, .notCollected: parts.append("manager not visible")
        }
        if let kubernetes { parts.append("Kubernetes \(kubernetes)") }
        let images = envoyImages
        if !images.isEmpty { parts.append("Envoy \(Self.words(images))") }
        let pools = pools
        parts += pools.prefix(2).map(Self.words)
        if pools.count > 2 { parts.append("\(pools.count - 2) more pools") }
        let counts = report.counts
        if counts.total == 0, topology.outcome(of: .loadBalancers) != nil {
            parts.append("LoadBalancers not visible")
        } else {
            parts.append(
                "\(Self.count(counts.total, "LoadBalancer", "LoadBalancers")) with \(Self.count(ports, "port", "ports"))"
            )
            parts.append("\(counts.addressed) with an address, \(counts.stopped) stopped")
        }
        let routes = report.routeCounts
        if routes.total > 0 {
            parts.append("\(Self.count(routes.total, "Route", "Routes")), \(routes.stopped) stopped")
        }
        return "Management cluster: \(parts.joined(separator: ", ")). \(report.visibility)"
    }

    private static func count(_ number: Int, _ one: String, _ many: String) -> String {
        "\(number) \(number == 1 ? one : many)"
    }

    /// The tag of an image, or its digest in short.
    private static func tag(of image: String) -> String {
        let name = image.split(separator: "/").last.map(String.init) ?? image
        if let digest = name.split(separator: "@").dropFirst().first { return String(digest.prefix(19)) }
        return name.split(separator: ":").dropFirst().last.map(String.init) ?? "latest"
    }
}
