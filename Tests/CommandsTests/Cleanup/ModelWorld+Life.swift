import Kubernetes

extension ModelWorld {
    private static let foreignNodes = ["192.0.2.31", "192.0.2.32"]
    private static let names = ["web", "api", "dns", "db", "old"]

    // MARK: Beginning

    mutating func populate() {
        let count = Int.random(in: 0...4, using: &random)
        for _ in 0..<count { live() }
        // Now and then a plan that is too large.
        let dead = random.oneIn(12) ? 14 : Int.random(in: 0...4, using: &random)
        for _ in 0..<dead { leaving() }
        if setting != .paired {
            for _ in 0..<Int.random(in: 1...4, using: &random) { liveForeign() }
        }
        switch setting {
        case .paired:
            // Never rewritten, or not for a while.
            let own = nodes.flatMap { $0.addresses.map(\.address) }
            if random.oneIn(2) {
                writeAddresses(own, generation: 1, age: 1_800_000)
            } else {
                writeAddresses(own, generation: 4, age: Int.random(in: 700...200_000, using: &random))
            }
        case .sharedQuietly:
            // This cluster's CCM wrote its addresses once more after the other one's had gone, whose Services live on.
            let end = foreignServices.values.compactMap(\.metadata.creationTimestamp).max().map {
                Int(Self.now.seconds(since: $0))
            }
            let latest = max(1, min(end ?? 172_800, 172_800))
            let own = nodes.flatMap { $0.addresses.map(\.address) }
            writeAddresses(own, generation: 7, age: Int.random(in: 0...latest, using: &random))
        case .shared: quarrel()
        case .mispaired:
            // Other networks may use the same addresses.
            loadBalancers = loadBalancers.filter { services[$0.key] == nil }
            envoys = envoys.filter { services[$0.key] == nil }
            let isSame = random.oneIn(2)
            writeAddresses(
                isSame ? nodes.flatMap { $0.addresses.map(\.address) } : Self.foreignNodes, generation: 1, age: 900)
        }
    }

    /// Two CCMs overwrite each other's addresses, at the latest at the next report of a kubelet.
    private mutating func quarrel() {
        let own = nodes.flatMap { $0.addresses.map(\.address) }
        writeAddresses(
            random.oneIn(2) ? own : Self.foreignNodes, generation: Int.random(in: 2...90, using: &random),
            age: Int.random(in: 0...300, using: &random))
    }

    private mutating func name() -> String {
        let name = random.pick(Self.names) ?? "web"
        return services.values.contains { $0.metadata.name == name } ? "\(name)-\(number())" : name
    }

    private mutating func live() {
        let created = past()
        let service = service(name(), created: created)
        services[service.metadata.uid] = service
        if !random.oneIn(8) { expose(service, created: created.adding(seconds: 1)) }
    }

    private mutating func liveForeign() {
        let created = past()
        let service = service(random.pick(Self.names) ?? "web", created: created)
        foreignServices[service.metadata.uid] = service
        expose(service, created: created.adding(seconds: 1), withLoadBalancer: !random.oneIn(6))
    }

    /// Something that was left behind, in one of the ways there are.
    private mutating func leaving() {
        let created = random.oneIn(10) ? Self.now.adding(seconds: -2) : past()
        let before = service(name(), created: created)
        switch Int.random(in: 0..<7, using: &random) {
        case 0, 1: expose(before, created: created)
        case 2:  // Made anew under the same name.
            expose(before, created: created)
            let again = service(before.metadata.name, created: created.adding(seconds: 30))
            services[again.metadata.uid] = again
            if random.oneIn(2) { expose(again, created: created.adding(seconds: 31)) }
        case 3:  // Turned into another type.
            var turned = before
            turned.type = "ClusterIP"
            turned.metadata.finalizers = ["kubelb.k8c.io/cleanup"]
            expose(before, created: created)
            services[turned.metadata.uid] = turned
        case 4:  // Of a class that the CCM does not take any more.
            services[before.metadata.uid] = before
            expose(before, created: created)
            services[before.metadata.uid]?.loadBalancerClass = "other"
            if random.oneIn(2) { services[before.metadata.uid]?.ingress = [LoadBalancerIngress(ip: "192.0.2.200")] }
        case 5:  // The manager's Service alone.
            expose(before, created: created, withLoadBalancer: false)
        default:  // The same, and the CCM will write the LoadBalancer again.
            expose(before, created: created, withLoadBalancer: false)
            services[before.metadata.uid] = before
        }
    }

    // MARK: Going on

    /// Something happens in one of the clusters while a clean-up runs. A slow CCM has not yet followed a change of a Service.
    mutating func happen(withSlowCCM isSlow: Bool) {
        if random.oneIn(3) { return happenToRoutes(beforeReads: isSlow) }
        switch Int.random(in: 0..<10, using: &random) {
        case 0:
            let service = service(name(), created: Self.now)
            services[service.metadata.uid] = service
            if setting != .mispaired { expose(service, created: Self.now) }
        case 1:  // Deleted as it should be.
            guard let uid = random.pick(services.keys.sorted()) else { return }
            services[uid] = nil
            loadBalancers[uid] = nil
            envoys[uid] = nil
        case 2:  // By force.
            guard let uid = random.pick(services.keys.sorted()) else { return }
            services[uid] = nil
        case 3:  // A Service of the name of something dead.
            guard let name = loadBalancers.values.compactMap({ $0.origin?.name }).min(),
                !services.values.contains(where: { $0.metadata.name == name })
            else { return }
            let service = service(name, created: Self.now)
            services[service.metadata.uid] = service
        case 4, 9:  // Turned back: new node ports, so the CCM writes the LoadBalancer.
            guard let uid = services.filter({ !$0.value.isLoadBalancer }).keys.min() else { return }
            services[uid]?.type = "LoadBalancer"
            services[uid]?.loadBalancerClass = filtersClass ? "kubelb" : nil
            let version = "\(number())"
            services[uid]?.metadata.resourceVersion = version
            if !isSlow || random.oneIn(2) { loadBalancers[uid]?.metadata.resourceVersion = version }
        case 5:
            guard let name = random.pick(loadBalancers.keys.sorted()) else { return }
            let version = "\(number())"
            loadBalancers[name]?.metadata.resourceVersion = version
        case 6:  // Deleted and made anew under its own name, which only a UID tells apart.
            guard let name = random.pick(envoys.keys.sorted()) else { return }
            let uid = uid()
            envoys[name]?.metadata.uid = uid
        case 7: if setting == .shared { quarrel() }
        default:
            guard setting == .shared || setting == .mispaired else { return }
            liveForeign()
        }
    }
}
