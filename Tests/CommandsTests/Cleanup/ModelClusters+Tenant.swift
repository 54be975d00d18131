import KubeLB
import Kubernetes
import Topology

@testable import Commands

/// What the tenant cluster of a model shows of Services, namespaces, and the objects that speak of both.
extension ModelClusters {
    func readTenant(_ world: inout ModelWorld, into observation: inout Observation) {
        set(.tenant, namespaces(&world), &world, &observation)
        let services = world.services.sorted { $0.key < $1.key }.map(\.value)
        switch lie(&world) {
        case nil, .noService:
            set(.tenant, world.nodes, &world, &observation)
            set(.tenant, [Self.serverService] + services, &world, &observation)
        case .noServices:
            set(.tenant, world.nodes, &world, &observation)
            set(.tenant, [Service](), &world, &observation)
        case .hidden, .hiddenWithSlices, .hiddenNamespaces, .unlistedNamespaces:
            set(.tenant, world.nodes, &world, &observation)
            set(.tenant, [Self.serverService], &world, &observation)
        // The nodes were read just before.
        case .emptyCluster where world.isPlanned, .otherCluster where world.isPlanned:
            set(.tenant, world.nodes, &world, &observation)
            set(.tenant, [Service](), &world, &observation)
        case .emptyCluster, .otherCluster:
            set(.tenant, [Node](), &world, &observation)
            set(.tenant, [Service](), &world, &observation)
        case .noVersion:
            observation.set(.tenant, Observed.present(ObjectList<Node>()))
            observation.set(.tenant, Observed.present(ObjectList<Service>()))
        }
        set(.tenant, slices(&world), &world, &observation)
        set(.tenant, certificates(&world), &world, &observation)
    }

    func namespace(_ name: String) async -> Observed<Namespace> {
        world.withLock { world in
            if let number = wireLie(.tenant, Namespace.self, &world),
                let wrong = wireLies.object(Namespace.self, number)
            {
                return wrong
            }
            switch lie(&world) {
            case .emptyCluster, .otherCluster: return .absent
            case .noVersion: return .failed("no resourceVersion")
            default: return names(of: world).contains(name) ? .present(Self.namespace(named: name)) : .absent
            }
        }
    }

    private func slices(_ world: inout ModelWorld) -> [EndpointSlice] {
        switch lie(&world) {
        case nil, .noService, .noServices, .hidden:
            world.services.values.map(\.metadata.uid).sorted().map(Self.slice)
        case .hiddenWithSlices, .hiddenNamespaces, .unlistedNamespaces, .emptyCluster, .otherCluster, .noVersion: []
        }
    }

    private func certificates(_ world: inout ModelWorld) -> [RootCertificate] {
        switch lie(&world) {
        case nil, .noService, .noServices, .hidden, .hiddenWithSlices:
            names(of: world).sorted().map(Self.certificate)
        case .hiddenNamespaces, .unlistedNamespaces: Self.systemNames.sorted().map(Self.certificate)
        case .emptyCluster, .otherCluster, .noVersion: []
        }
    }

    private func namespaces(_ world: inout ModelWorld) -> [Namespace] {
        switch lie(&world) {
        case .emptyCluster: []
        case .otherCluster: [Self.system("another")]
        case .unlistedNamespaces: Self.systemNames.sorted().map(Self.namespace)
        default: names(of: world).sorted().map(Self.namespace)
        }
    }

    private static let systemNames: Set<String> = ["default", "kube-system", "kubelb"]

    /// The namespaces of everything live, of everything that is left behind, and the system's. "blog" was deleted with everything in
    /// it, unless something there is live.
    private func names(of world: ModelWorld) -> Set<String> {
        let live = world.sources.values.map(\.metadata.namespace)
        let origins = world.routes.values.map(\.source.metadata.namespace)
        return Self.systemNames.union(live).union(origins.filter { $0 != "blog" }).union(["shop", "a", "a-b"])
    }

    static func metrics(_ count: Int) -> [MetricsSource: Observed<PodMetrics>] {
        let page = """
            kubelb_ccm_managed_services{namespace="shop"} \(count)
            process_start_time_seconds 1

            """
        let source = MetricsSource(.ccm, namespace: "kubelb", pod: "kubelb-ccm-1")
        return [source: PodMetrics.decode(Array(page.utf8), of: source)]
    }

    /// The Service that every API server creates for itself.
    private static let serverService = decoded(
        Service.self,
        #"{"metadata":{"name":"kubernetes","namespace":"default","uid":"kubernetes"},"spec":{"type":"ClusterIP"}}"#)

    private static func slice(_ owner: String) -> EndpointSlice {
        decoded(
            EndpointSlice.self,
            #"{"metadata":{"name":"\#(owner)","namespace":"shop","ownerReferences":[{"kind":"Service","uid":"\#(owner)"}]}}"#
        )
    }

    private static func certificate(in namespace: String) -> RootCertificate {
        var certificate = RootCertificate()
        certificate.metadata.name = RootCertificate.name
        certificate.metadata.namespace = namespace
        return certificate
    }

    private static func namespace(named name: String) -> Namespace {
        name == "kube-system" ? system("tenant") : decoded(Namespace.self, #"{"metadata":{"name":"\#(name)"}}"#)
    }
}
