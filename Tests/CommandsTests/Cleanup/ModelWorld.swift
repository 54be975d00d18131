import KubeLB
import Kubernetes
import Topology

/// Clusters as they are: one tenant cluster, perhaps a second one that uses the same tenant's namespace, and the objects in
/// that namespace. What a Service needs is known here for sure, and not by what the planner looks at.
struct ModelWorld {
    /// How the tenant cluster and the management cluster belong together.
    enum Setting: Equatable, CaseIterable {
        case paired
        /// Another cluster works under the same tenant.
        case shared
        /// The same, and the other cluster's CCM has been down for a while.
        case sharedQuietly
        /// The management cluster is another pair's, which uses the same names.
        case mispaired
    }

    /// What a server, or something before it, answers wrongly about the tenant cluster.
    enum Lie: CaseIterable {
        /// Every list of Services is complete and empty, and single reads are honest.
        case noServices
        /// Single reads find nothing, and lists are honest.
        case noService
        /// No read of Services finds one, and everything else is honest.
        case hidden
        /// The same, but EndpointSlices are hidden, too. What the CCM counts is honest.
        case hiddenWithSlices
        /// No read finds an object of any kind outside the system's namespaces, which are honest.
        case hiddenNamespaces
        /// The same, and no list contains these namespaces. Reads of a namespace by name are honest.
        case unlistedNamespaces
        /// Nothing of the tenant cluster exists.
        case emptyCluster
        /// The same, and the namespace kube-system of another cluster.
        case otherCluster
        /// Lists are empty and have no resourceVersion.
        case noVersion
    }

    /// What a server answers wrongly about the management cluster, in every list.
    enum ManagementLie: CaseIterable {
        /// Lists that are complete and empty.
        case noLoadBalancers
        case noEnvoys
        case noAddresses
        /// The namespace kube-system of another cluster.
        case otherCluster
    }

    /// A wrong answer to requests for everything of a cluster or for one kind, such as another kind or half of a list.
    struct WireLie {
        /// Among those of `WireLies`.
        let number: Int
        let side: ClusterSide
        /// nil for all kinds.
        let kind: String?
        /// Requests that are answered honestly before.
        var honestReads: Int
    }

    var managementLie: ManagementLie?
    var wireLie: WireLie?
    /// The lie that begins once the plan is made, if any; or from the beginning.
    var lie: Lie?
    var liesFromTheBeginning = false
    /// Reads after the plan that are still honest.
    var honestReads = 0
    /// Whether the plan was made.
    var isPlanned = false

    static let namespace = "tenant-acme"
    static let now = Timestamp("2026-11-22T12:00:00Z") ?? Timestamp(milliseconds: 0)
    /// When the first CCM wrote `Addresses/default`.
    static let beginning = "2026-11-01T00:02:00Z"

    let setting: Setting
    /// Whether the CCM takes Services of class kubelb only.
    let filtersClass: Bool
    let includesReplaced: Bool
    let includesGateways: Bool
    /// Whether the tenant cluster serves the kinds of the Gateway API.
    let servesGatewayAPI: Bool
    var random: ModelRandom
    private var lastNumber = 0

    /// By UID.
    var services: [String: Service] = [:]
    var foreignServices: [String: Service] = [:]
    /// By name.
    var loadBalancers: [String: LoadBalancer] = [:]
    var envoys: [String: Service] = [:]
    var addresses: Addresses?
    /// Ingresses, Gateways and HTTPRoutes by UID.
    var sources: [String: ModelSource] = [:]
    var foreignSources: [String: ModelSource] = [:]
    /// By name, which is the UID of the source.
    var routes: [String: Route] = [:]
    /// `Ingress shop-web`.
    var generated: [String: ModelSource] = [:]
    /// Backend Services by name.
    var backends: [String: Service] = [:]
    /// SyncSecrets by UID, and those of the management cluster by name.
    var tenantSecrets: [String: SyncSecret] = [:]
    var foreignSecrets: [String: SyncSecret] = [:]
    var syncSecrets: [String: SyncSecret] = [:]
    let nodes = Self.allNodes
    /// What was deleted although something live needed it.
    var violations: [String] = []

    init(seed: UInt64) {
        var random = ModelRandom(seed: seed)
        setting = random.pick([.paired, .paired, .shared, .sharedQuietly, .mispaired]) ?? .paired
        filtersClass = random.oneIn(3)
        includesReplaced = random.oneIn(2)
        includesGateways = random.oneIn(2)
        servesGatewayAPI = !random.oneIn(5)
        if random.oneIn(4) {
            lie = random.pick(Lie.allCases)
            liesFromTheBeginning = random.oneIn(2)
            if !liesFromTheBeginning { honestReads = Int.random(in: 0...6, using: &random) }
        }
        // Numbers of its own: the clusters of a seed are the same with and without it.
        var liar = ModelRandom(seed: ~seed)
        if liar.oneIn(5) { managementLie = liar.pick(ManagementLie.allCases) }
        if liar.oneIn(10) { wireLie = Self.wireLie(&liar) }
        self.random = random
        populate()
        if self.random.oneIn(2) { populateRoutes() }
        // The CCM counts Services of type LoadBalancer only.
        if lie == .hiddenWithSlices, services.values.contains(where: { !$0.isLoadBalancer }) { lie = .hidden }
    }

    // MARK: Objects

    private static let allNodes = ["203.0.113.11", "203.0.113.12"].map(node)

    private static func node(_ address: String) -> Node {
        decoded(
            Node.self,
            """
            {"metadata":{"name":"node-\(address)","uid":"n-\(address)","creationTimestamp":"2026-11-01T00:00:00Z"},
            "status":{"addresses":[{"type":"ExternalIP","address":"\(address)"}],
            "conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-11-01T00:01:00Z"}]}}
            """)
    }

    mutating func number() -> Int {
        lastNumber += 1
        return lastNumber
    }

    mutating func uid() -> String {
        let digits = String(number(), radix: 16)
        return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    /// A time from two days to a minute before now.
    mutating func past() -> Timestamp {
        Self.now.adding(seconds: -Double(Int.random(in: 60...172_800, using: &random)))
    }

    mutating func service(_ name: String, created: Timestamp) -> Service {
        var service = Self.serviceTemplate
        service.metadata.name = name
        service.metadata.uid = uid()
        service.metadata.resourceVersion = "\(number())"
        service.metadata.creationTimestamp = created
        service.loadBalancerClass = filtersClass ? "kubelb" : nil
        return service
    }

    /// What the CCM and the manager make of a Service.
    mutating func expose(_ service: Service, created: Timestamp, withLoadBalancer: Bool = true) {
        let uid = service.metadata.uid
        let ingress = [LoadBalancerIngress(ip: "198.51.100.\(number() % 250)")]
        var envoy = Self.envoyTemplate
        identify(&envoy.metadata, "envoy-\(uid)", created, of: service)
        envoy.metadata.labels["kubelb.k8c.io/lb-name"] = uid
        envoy.ingress = ingress
        envoys[uid] = envoy
        guard withLoadBalancer else { return }
        var loadBalancer = Self.loadBalancerTemplate
        identify(&loadBalancer.metadata, uid, created, of: service)
        loadBalancer.status?.ingress = ingress
        for index in loadBalancer.metadata.managedFields.indices {
            loadBalancer.metadata.managedFields[index].time = created
        }
        loadBalancers[uid] = loadBalancer
        if services[uid] != nil { services[uid]?.ingress = ingress }
        if foreignServices[uid] != nil { foreignServices[uid]?.ingress = ingress }
    }

    private mutating func identify(
        _ metadata: inout ObjectMeta, _ name: String, _ created: Timestamp, of service: Service
    ) {
        metadata.name = name
        metadata.uid = uid()
        metadata.resourceVersion = "\(number())"
        metadata.creationTimestamp = created
        metadata.labels["kubelb.k8c.io/origin-name"] = service.metadata.name
    }

    private static let serviceTemplate = decoded(
        Service.self,
        """
        {"metadata":{"name":"","namespace":"shop"},
        "spec":{"type":"LoadBalancer","ports":[{"port":80,"protocol":"TCP","nodePort":31080}]}}
        """)
    private static let loadBalancerTemplate = decoded(
        LoadBalancer.self,
        """
        {"metadata":{"name":"","namespace":"\(namespace)","finalizers":["kubelb.k8c.io/cleanup"],
        "managedFields":[{"manager":"ccm","operation":"Update","fieldsV1":{"f:spec":{}}}],
        "labels":{"kubelb.k8c.io/origin-ns":"shop","kubelb.k8c.io/tenant":"\(namespace)"}},
        "spec":{"type":"LoadBalancer","ports":[{"name":"80-tcp","port":80,"protocol":"TCP"}]},"status":{}}
        """)
    private static let envoyTemplate = decoded(
        Service.self,
        """
        {"metadata":{"name":"","namespace":"\(namespace)","labels":{"kubelb.k8c.io/origin-ns":"shop",
        "kubelb.k8c.io/managed-by":"kubelb","kubelb.k8c.io/lb-namespace":"\(namespace)"}},
        "spec":{"type":"LoadBalancer","ports":[{"port":80,"protocol":"TCP"}]}}
        """)

    /// `Addresses/default` as some CCM wrote it `age` seconds ago.
    mutating func writeAddresses(_ list: [String], generation: Int, age: Int) {
        let items = list.map { #"{"ip":"\#($0)"}"# }.joined(separator: ",")
        addresses = decoded(
            Addresses.self,
            """
            {"metadata":{"name":"default","namespace":"\(Self.namespace)","uid":"a","resourceVersion":"\(number())",
            "generation":\(generation),"creationTimestamp":"\(Self.beginning)","managedFields":[{"manager":"ccm","operation":"Update",
            "time":"\(Self.now.adding(seconds: -Double(age)))","fieldsV1":{"f:spec":{}}}]},"spec":{"addresses":[\(items)]}}
            """)
    }

    /// Whether a CCM that wrote something then would have rewritten the addresses if it were another cluster's.
    func isProvablyOwn(_ created: Timestamp?) -> Bool {
        guard let metadata = addresses?.metadata, let created, let written = metadata.managedFields.first?.time else {
            return false
        }
        return metadata.generation == 1 || created.seconds(since: written) >= 600
    }

    /// The lie that the next read tells.
    mutating func nextLie() -> Lie? {
        guard !liesFromTheBeginning else { return lie }
        guard isPlanned else { return nil }
        honestReads -= 1
        return honestReads < 0 ? lie : nil
    }

    private static func wireLie(_ random: inout ModelRandom) -> WireLie {
        let isTenant = !random.oneIn(3)
        let kinds = isTenant ? ["Service", "Node", "Namespace", "Ingress"] : ["LoadBalancer", "Service", "Addresses"]
        return WireLie(
            number: Int.random(in: 0..<WireLies.lies.count, using: &random), side: isTenant ? .tenant : .management,
            kind: random.oneIn(2) ? nil : random.pick(kinds),
            honestReads: random.oneIn(2) ? 0 : Int.random(in: 1...20, using: &random))
    }

    /// The wrong answer to the next request for a kind, if it gets one.
    mutating func nextWireLie(_ side: ClusterSide, kind: String) -> Int? {
        guard var lie = wireLie, lie.side == side, lie.kind == nil || lie.kind == kind else { return nil }
        guard lie.honestReads == 0 else {
            lie.honestReads -= 1
            wireLie = lie
            return nil
        }
        return lie.number
    }

    // MARK: What is needed

    /// Names of LoadBalancers that a live Service needs: its own, and one whose address it shows.
    var needed: Set<String> {
        let own = services.values.filter(isCarried).map(\.metadata.uid)
        let foreign = foreignServices.values.filter(\.isLoadBalancer).map(\.metadata.uid)
        return Set(own + foreign)
    }

    /// A Service that the CCM takes, or that it took once and that shows nobody else's address.
    private func isCarried(_ service: Service) -> Bool {
        guard service.isLoadBalancer, !service.metadata.isBeingDeleted else { return false }
        if !filtersClass || service.loadBalancerClass == KubeLBNames.loadBalancerClass { return true }
        let held = Set(loadBalancers[service.metadata.uid]?.status?.ingress.addresses ?? [])
        return service.ingress.isEmpty || !held.isDisjoint(with: service.ingress.addresses)
    }

    /// Objects that nobody needs and that are to be found: the law's other half. If the Service still exists it is this
    /// cluster's beyond doubt.
    var orphans: Set<String> {
        let needed = needed
        var orphans: Set<String> = []
        for (name, loadBalancer) in loadBalancers where !needed.contains(name) && !isYoung(loadBalancer.metadata) {
            guard services[name] != nil || isProvablyOwn(loadBalancer.metadata.creationTimestamp) else { continue }
            let isReplaced =
                services[name] == nil && services.values.contains { $0.metadata.name == loadBalancer.origin?.name }
            guard isReplaced || services[name] != nil || !isRoutedTo(loadBalancer.metadata) else { continue }
            if !isReplaced || includesReplaced { orphans.insert(loadBalancer.metadata.uid) }
        }
        for (name, envoy) in envoys
        where !needed.contains(name) && loadBalancers[name] == nil && services[name] == nil
            && !isYoung(envoy.metadata) && isProvablyOwn(envoy.metadata.creationTimestamp)
            && !isRoutedTo(envoy.metadata)
        {
            orphans.insert(envoy.metadata.uid)
        }
        return orphans.union(orphansOfLayerSeven)
    }

    /// Whether an Ingress or route of the tenant cluster names the Service of an object, but no Service has that name.
    private func isRoutedTo(_ metadata: ObjectMeta) -> Bool {
        guard let name = metadata.labels[KubeLBNames.originNameLabel],
            !services.values.contains(where: { $0.metadata.name == name })
        else { return false }
        return sources.values.contains { source in
            source.kind != .gateway && source.metadata.namespace == "shop"
                && (source.kind == .ingress || servesGatewayAPI)
                && source.spec.backends.contains { $0.reference.name == name }
        }
    }

    func isYoung(_ metadata: ObjectMeta) -> Bool {
        metadata.creationTimestamp.map { Self.now.seconds(since: $0) < 5 } ?? false
    }
}
