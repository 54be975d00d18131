import Documents
import KubeLB
import Kubernetes
import Topology

/// What the management cluster answers to the objects that the manager has not generated, or not updated: each is sent as a
/// server-side dry run. Only on request: nothing is changed, but a request that could change something needs the permission.
struct DryRunReading: Sendable {
    let client: APIClient

    /// Objects that are tried in one run.
    static let limit = 8

    func gather(_ topology: Topology) async -> [PlannedRead.Part] {
        let unapplied = topology.takenRoutes.filter { $0.isUnapplied && $0.route.value?.generated?.failure == nil }
        return await withTaskGroup(of: PlannedRead.Part?.self) { group in
            for exposure in unapplied.prefix(Self.limit) { group.addTask { await part(exposure, topology) } }
            var parts: [PlannedRead.Part] = []
            for await part in group { if let part { parts.append(part) } }
            return parts
        }
    }

    private func part(_ exposure: RouteExposure, _ topology: Topology) async -> PlannedRead.Part? {
        guard let route = exposure.route.value, let manifest = topology.manifest(of: exposure) else { return nil }
        let answer: DryRunApply.Answer
        do throws(APIError) {
            let path = ObjectPath(Route.self, namespace: route.metadata.namespace, name: route.metadata.name)
            guard let object = manifest.object(from: try await client.get(path)) else { return nil }
            answer = await client.answer(to: Self.apply(object, manifest))
        } catch {
            let failure: Observed<Void> = error.outcome()
            answer = .unknown(failure.unknown ?? .failed(error.summary))
        }
        return { $0.dryRuns[route.metadata.path] = answer }
    }

    private static func apply(_ object: JSONValue, _ manifest: GeneratedManifest) -> DryRunApply {
        func apply<Kind: RoutingObject>(_ kind: Kind.Type) -> DryRunApply {
            DryRunApply(
                object, of: kind, namespace: manifest.namespace, name: manifest.name, fieldManager: Tool.name)
        }
        return switch manifest.kind {
        case .ingress: apply(Ingress.self)
        case .gateway: apply(Gateway.self)
        case .httpRoute: apply(HTTPRoute.self)
        case .grpcRoute: apply(GRPCRoute.self)
        }
    }
}
