import Diagnosis
import Documents
import KubeLB
import Kubernetes
import Topology

/// What all tenants of a management cluster share, in a line: the manager, versions, Envoys, address pools and ports.
struct FleetPlatform {
    struct Image {
        let image: String
        let pods: Int
    }

    struct Pool {
        let kind: String
        let name: String
        let ranges: [String]
        /// Addresses of its ranges that Services have.
        let assigned: Int
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
        var counts: [String: Int] = [:]
        for tenant in report.fleet.tenants {
            for pod in tenant.diagnosis.topology.envoyPods.value ?? [] {
                guard
                    let image = pod.spec.containers.first(where: { $0.name == LogComponent.envoy.containerName })?.image
                else {
                    continue
                }
                counts[image] = (counts[image] ?? 0).saturatingSum(1)
            }
        }
        return counts.map { Image(image: $0.key, pods: $0.value) }.sorted {
            (-$0.pods, $0.image) < (-$1.pods, $1.image)
        }
    }

    /// The pools of MetalLB.
    var pools: [Pool] {
        let services = topology.list(.management, Service.self).value?.items ?? []
        let addresses = Set(services.filter(\.isLoadBalancer).flatMap(\.ingress.addresses))
            .compactMap { AddressRange.number($0) }
        return (topology.list(.management, IPAddressPool.self).value?.items ?? []).map { pool in
            Pool(
                kind: IPAddressPool.kind, name: pool.metadata.name, ranges: pool.addresses,
                assigned: addresses.count { address in pool.ranges.contains { $0.contains(address) } })
        }.sorted { $0.name < $1.name }
    }

    /// Ports that the LoadBalancers of all tenants expose.
    var ports: Int {
        report.fleet.tenants.reduce(0) { sum, tenant in
            tenant.diagnosis.services.reduce(sum) { $0.saturatingSum($1.exposure.service.ports.count) }
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
        if !images.isEmpty {
            let tags = images.map { Self.tag(of: $0.image) + (images.count > 1 ? " (\($0.pods))" : "") }
            parts.append("Envoy \(tags.prefix(3).joined(separator: " and "))\(images.count > 3 ? ", …" : "")")
        }
        let pools = pools
        parts += pools.prefix(2).map { pool in
            "pool \(pool.name) \(Self.count(pool.assigned, "address", "addresses")) in use"
        }
        if pools.count > 2 { parts.append("\(pools.count - 2) more pools") }
        let counts = report.counts
        parts.append(
            "\(Self.count(counts.total, "LoadBalancer", "LoadBalancers")) with \(Self.count(ports, "port", "ports"))")
        parts.append("\(counts.addressed) with an address, \(counts.stopped) stopped")
        let routes = report.routeCounts
        if routes.total > 0 {
            parts.append("\(Self.count(routes.total, "Route", "Routes")), \(routes.stopped) stopped")
        }
        return "Management cluster: \(parts.joined(separator: ", ")). Tenant clusters are not visible from here."
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
