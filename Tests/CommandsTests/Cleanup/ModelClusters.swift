import KubeLB
import Kubernetes
import Synchronization
import Topology
import Transport

@testable import Commands

/// The clusters of a model behind the calls of a clean-up: reads may fail or be cut short, things happen in between, and
/// every deletion is held against the law.
final class ModelClusters: CleanupCluster {
    let world: Mutex<ModelWorld>
    /// Whether reads fail and things happen; otherwise the clusters stand still and answer.
    let isRough: Bool
    let wireLies: WireLies

    init(_ world: ModelWorld, isRough: Bool, wireLies: WireLies = WireLies()) {
        self.world = Mutex(world)
        self.isRough = isRough
        self.wireLies = wireLies
    }

    var state: ModelWorld { world.withLock { $0 } }

    // MARK: Reads

    /// Everything, as a live pair or a bundle would give it.
    func observation() -> Observation {
        world.withLock { world in
            var observation = Observation(now: ModelWorld.now, source: "model")
            read(&world, readsRoutes: true, into: &observation)
            set(.tenant, [world.filtersClass ? Self.filteringCCM : Self.ccm], &world, &observation)
            set(.management, [Deployment](), &world, &observation)
            let isOther = isRough && world.managementLie == .otherCluster
            let own = world.setting == .mispaired || isOther ? "management-b" : "management-a"
            if isRough, world.lie == .hiddenWithSlices { observation.metrics = Self.metrics(world.services.count) }
            set(.management, [Self.system(own)], &world, &observation)
            // The CCM's kubeconfig leads to its own management cluster; often it may not be read.
            if world.random.oneIn(2) {
                var report = SecretReport(namespace: "kubelb", name: "kubelb-cluster")
                report.exists = true
                report.clusterUID = "management-a"
                if world.setting != .mispaired, world.random.oneIn(2) { report.equalsIssued = true }
                var access = AccessReport()
                access.secrets = [report]
                observation.access[.tenant] = .present(access)
            }
            world.isPlanned = true
            return observation
        }
    }

    func refreshed(
        _ observation: Observation, tenantNamespace: String, readsRoutes: Bool
    ) async -> Observation {
        world.withLock { world in
            var fresh = observation
            stir(&world, withSlowCCM: true)
            read(&world, readsRoutes: readsRoutes, into: &fresh)
            stir(&world)
            return fresh
        }
    }

    func origin<Item: KubernetesObject & Equatable>(
        _ kind: Item.Type, namespace: String, name: String, uid: String?
    ) async -> Observed<Item> {
        world.withLock { world in
            stir(&world)
            defer { stir(&world) }
            if isRough, world.random.oneIn(30) { return .failed("HTTP 500") }
            if let number = wireLie(.tenant, kind, &world), let wrong = wireLies.object(kind, number) { return wrong }
            let found = world.tenantObjects(kind)?.first {
                $0.metadata.name == name && $0.metadata.namespace == namespace
            }
            switch lie(&world) {
            case nil: return found.map { .present($0) } ?? .absent
            // Read in two ways, of which one lies.
            case .noServices, .noService: return found == nil ? .absent : .failed("two reads differ")
            case .noVersion: return .failed("no resourceVersion")
            case .hidden where Item.self != Service.self, .hiddenWithSlices where Item.self != Service.self:
                return found.map { .present($0) } ?? .absent
            case .hidden, .hiddenWithSlices, .hiddenNamespaces, .unlistedNamespaces, .emptyCluster, .otherCluster:
                return .absent
            }
        }
    }

    func tenantUID() async -> Observed<String> {
        world.withLock { world in
            if let wrong = wrongList(.tenant, Namespace.self, &world) {
                return wrong.first { $0.metadata.name == "kube-system" }.map(\.metadata.uid)
            }
            let found = tenantSystem(&world).first?.metadata.uid
            return isRough && world.random.oneIn(30) ? .failed("HTTP 500") : found.map { .present($0) } ?? .absent
        }
    }

    /// LoadBalancers first, Services last, with things happening in between.
    private func read(_ world: inout ModelWorld, readsRoutes: Bool, into observation: inout Observation) {
        let hidden = isRough ? world.managementLie : nil
        let loadBalancers = hidden == .noLoadBalancers ? [:] : world.loadBalancers
        set(.management, loadBalancers.sorted { $0.key < $1.key }.map(\.value), &world, &observation)
        let envoys = hidden == .noEnvoys ? [:] : world.envoys
        let managed = envoys.sorted { $0.key < $1.key } + world.backends.sorted { $0.key < $1.key }
        set(.management, managed.map(\.value), &world, &observation)
        if readsRoutes { readManagementRoutes(&world, into: &observation) }
        let addresses = hidden == .noAddresses ? nil : world.addresses
        set(.management, addresses.map { [$0] } ?? [], &world, &observation)
        stir(&world)
        readTenant(&world, into: &observation)
        if readsRoutes { readTenantRoutes(&world, into: &observation) }
    }

    private func readManagementRoutes(_ world: inout ModelWorld, into observation: inout Observation) {
        set(.management, world.routes.sorted { $0.key < $1.key }.map(\.value), &world, &observation)
        set(.management, world.syncSecrets.sorted { $0.key < $1.key }.map(\.value), &world, &observation)
        let generated = world.generated.sorted { $0.key < $1.key }.map(\.value)
        set(.management, generated.compactMap { $0.object(Ingress.self) }, &world, &observation)
        set(.management, generated.compactMap { $0.object(Gateway.self) }, &world, &observation)
        set(.management, generated.compactMap { $0.object(HTTPRoute.self) }, &world, &observation)
        set(.management, generated.compactMap { $0.object(GRPCRoute.self) }, &world, &observation)
    }

    private func readTenantRoutes(_ world: inout ModelWorld, into observation: inout Observation) {
        observation.set(.tenant, listed(Ingress.self, &world))
        observation.set(.tenant, listed(Gateway.self, &world))
        observation.set(.tenant, listed(HTTPRoute.self, &world))
        observation.set(.tenant, listed(GRPCRoute.self, &world))
        observation.set(.tenant, listed(SyncSecret.self, &world))
    }

    /// A list of the tenant cluster, as far as its server is honest. A kind that it does not serve is absent.
    private func listed<Item: KubernetesObject>(
        _ kind: Item.Type, _ world: inout ModelWorld
    ) -> Observed<ObjectList<Item>> {
        if let wrong = wrongList(.tenant, kind, &world) { return wrong }
        let items = world.tenantObjects(kind)
        switch lie(&world) {
        case nil, .noService, .hidden, .hiddenWithSlices: return items.map { seen($0, &world) } ?? .absent
        case .noServices, .hiddenNamespaces, .unlistedNamespaces, .emptyCluster, .otherCluster:
            return seen([Item](), &world)
        case .noVersion: return .present(ObjectList<Item>())
        }
    }

    func lie(_ world: inout ModelWorld) -> ModelWorld.Lie? { isRough ? world.nextLie() : nil }

    /// The wrong answer to a list or a read of a kind, if one is given now.
    func wireLie<Item: KubernetesObject>(
        _ side: ClusterSide, _ kind: Item.Type, _ world: inout ModelWorld
    ) -> Int? {
        isRough ? world.nextWireLie(side, kind: Item.kind) : nil
    }

    /// What the client makes of such an answer to a list.
    private func wrongList<Item: KubernetesObject>(
        _ side: ClusterSide, _ kind: Item.Type, _ world: inout ModelWorld
    ) -> Observed<ObjectList<Item>>? {
        wireLie(side, kind, &world).flatMap { wireLies.list(kind, $0) }
    }

    func set<Item: KubernetesObject>(
        _ side: ClusterSide, _ items: [Item], _ world: inout ModelWorld, _ observation: inout Observation
    ) {
        observation.set(side, wrongList(side, Item.self, &world) ?? seen(items, &world))
    }

    private func tenantSystem(_ world: inout ModelWorld) -> [Namespace] {
        switch lie(&world) {
        case .emptyCluster: []
        case .otherCluster: [Self.system("another")]
        default: [Self.system("tenant")]
        }
    }

    /// Between the last read and the deletion the CCM follows at once: no client can see what happens there.
    private func stir(_ world: inout ModelWorld, withSlowCCM isSlow: Bool = false) {
        if isRough, world.random.oneIn(4) { world.happen(withSlowCCM: isSlow) }
    }

    /// What a read of a list brings: all, a part that says that it is one, or nothing.
    func seen<Item: KubernetesObject>(_ items: [Item], _ world: inout ModelWorld) -> Observed<ObjectList<Item>> {
        var list = ObjectList(items: items)
        list.resourceVersion = "1"
        guard isRough, world.random.oneIn(10) else { return .present(list) }
        switch Int.random(in: 0..<5, using: &world.random) {
        case 0: return .forbidden(MissingRight(verb: "list", resource: Item.resource))
        case 1: return .failed("HTTP 500")
        case 2: return .notCollected
        case 3:
            list.items = Array(items.prefix(items.count / 2))
            list.cutOff = "only part of the list could be read"
        default:
            list.items = Array(items.dropFirst())
            let broken = ObjectList<Item>.decode(
                Array(#"{"kind":"List","items":[{"metadata":{"name":5}}]}"#.utf8), source: "model")
            list.damaged = items.isEmpty ? [] : broken.value?.damaged ?? []
        }
        return .present(list)
    }

    private static let ccm = deployment(filtersClass: false)
    private static let filteringCCM = deployment(filtersClass: true)

    private static func deployment(filtersClass: Bool) -> Deployment {
        decoded(
            Deployment.self,
            """
            {"metadata":{"name":"kubelb-ccm","namespace":"kubelb","uid":"ccm",
            "labels":{"app.kubernetes.io/name":"kubelb-ccm"}},"spec":{"replicas":1,"template":{"spec":{"containers":[
            {"name":"ccm","image":"kubelb-ccm:v1","args":["--cluster-name=acme","--enable-gateway-api=true","--use-loadbalancer-class=\(filtersClass)"]}]}}}}
            """)
    }

    static func system(_ uid: String) -> Namespace {
        decoded(Namespace.self, #"{"metadata":{"name":"kube-system","uid":"\#(uid)"}}"#)
    }

    // MARK: Writes

    func delete(_ deletion: ConfirmedPlan.Deletion) async throws(APIError) {
        let object = deletion.candidate.object
        let failure: APIError? = world.withLock { world in
            stir(&world)
            if isRough, world.random.oneIn(15) {
                return .forbidden(MissingRight(verb: "delete", resource: object.resource))
            }
            guard [LoadBalancer.kind, Service.kind].contains(object.kind) else {
                return world.deleteOfLayerSeven(object, because: deletion.candidate.reason)
            }
            let isLoadBalancer = object.kind == LoadBalancer.kind
            let key = isLoadBalancer ? object.name : String(object.name.dropFirst("envoy-".count))
            let metadata = isLoadBalancer ? world.loadBalancers[key]?.metadata : world.envoys[key]?.metadata
            guard let metadata else { return .notFound }
            guard metadata.uid == object.uid, metadata.resourceVersion == object.resourceVersion else {
                return .conflict("the object has been modified")
            }
            if world.needed.contains(key) {
                world.violations.append("\(object.reference), \(deletion.candidate.reason)")
            }
            if isLoadBalancer { world.loadBalancers[key] = nil }
            world.envoys[key] = nil
            // Carried out, and the answer got lost.
            if isRough, world.random.oneIn(15) { return .transport(.cancelled, request: "DELETE") }
            return nil
        }
        if let failure { throw failure }
    }

    func removeFinalizers(_ removal: ConfirmedRemoval) async throws(APIError) {}
}
