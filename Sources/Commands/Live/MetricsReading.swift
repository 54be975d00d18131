import Kubernetes
import Topology
import Transport

/// Asks pods for their statistics through the API server, side by side, and only where that is allowed.
struct MetricsReading: Sendable {
    let observation: LiveObservation
    let clients: [ClusterSide: APIClient]

    /// An Envoy with a thousand ports has a page of some 50 MB.
    private static let pageLimit = 64 << 20
    /// For a page of some kilobytes.
    private static let patience = Duration.seconds(2)

    func gather(_ topology: Topology) async -> [PlannedRead.Part] { await gather([topology]) }

    /// Of several tenants of one management cluster, each page once.
    func gather(_ topologies: [Topology]) async -> [PlannedRead.Part] {
        guard observation.plan.evidence.readsMetrics, let topology = topologies.first else { return [] }
        let sources = topologies.flatMap { topology in
            let sources = EvidencePlan.metrics(for: topology, isNamed: observation.plan.names != nil, isLive: true)
            return observation.plan.asksEnvoys(of: topology) ? sources : sources.filter { !$0.page.isOfEnvoy }
        }.uniqued()
        let places = Dictionary(grouping: sources) { Place(side: $0.side, namespace: $0.namespace) }
        return await withTaskGroup(of: [PlannedRead.Part].self) { group in
            for (place, sources) in places {
                guard let client = clients[place.side] else { continue }
                let access = topology.access(of: place.side).value
                group.addTask { await read(sources, in: place, access, client) }
            }
            var parts: [PlannedRead.Part] = []
            for await part in group { parts += part }
            return parts
        }
    }

    private struct Place: Hashable {
        let side: ClusterSide
        let namespace: String
    }

    /// A right in all namespaces was asked for before; who has none may have one in this namespace.
    private func read(
        _ sources: [MetricsSource], in place: Place, _ access: AccessReport?, _ client: APIClient
    ) async -> [PlannedRead.Part] {
        var parts: [PlannedRead.Part] = []
        if !OwnPermission.statistics.isGrantedEverywhere(access) {
            let review = await OwnPermission.statistics.review(in: place.namespace, client)
            if let review {
                parts.append { observation in observation.noteAccess(place.side) { $0.reviews.append(review) } }
            }
            guard review?.isAllowed == true else {
                return parts
                    + sources.map { source in
                        { observation in
                            observation.metrics[source] =
                                review == nil
                                ? .failed("the server does not report whether \(source.right) is allowed")
                                : .forbidden(source.right)
                        }
                    }
            }
        }
        return await withTaskGroup(of: PlannedRead.Part?.self) { group in
            for source in sources { group.addTask { await sharedPage(source, client) } }
            for await part in group { if let part { parts.append(part) } }
            return parts
        }
    }

    private func sharedPage(_ source: MetricsSource, _ client: APIClient) async -> PlannedRead.Part? {
        guard let shared = observation.shared, SharedReads.covers(source.namespace) else {
            return await page(source, client)
        }
        return await shared.part(.page(source)) { await page(source, client) }
    }

    private func page(_ source: MetricsSource, _ client: APIClient) async -> PlannedRead.Part? {
        let outcome: Observed<PodMetrics>
        do throws(APIError) {
            let bytes = try await bytes(of: source, client)
            observation.raw?.add(document: bytes, at: source.file)
            outcome = PodMetrics.decode(bytes, of: source)
        } catch {
            switch error {
            // No such pod any more.
            case .notFound: return nil
            // The API server says why it does not reach a pod; an Envoy that answers itself does so in one word.
            case .unavailable(let status, ""):
                outcome = .failed("\(source): HTTP \(status): the pod is running but not ready")
            default: outcome = error.outcome()
            }
        }
        return { $0.metrics[source] = outcome }
    }

    /// A thousand Envoys are not asked at once: each answer takes the API server a connection to a pod.
    private func bytes(of source: MetricsSource, _ client: APIClient) async throws(APIError) -> [UInt8] {
        guard let turns = observation.metricsTurns else { return try await answer(of: source, client) }
        await turns.take()
        let result: Result<[UInt8], APIError>
        do throws(APIError) {
            result = .success(try await answer(of: source, client))
        } catch {
            result = .failure(error)
        }
        await turns.give()
        return try result.get()
    }

    private func answer(of source: MetricsSource, _ client: APIClient) async throws(APIError) -> [UInt8] {
        let pod = "\(APICall.encoded(source.pod)):\(source.page.port)"
        var call = APICall(
            "/api/v1/namespaces/\(APICall.encoded(source.namespace))/pods/\(pod)/proxy\(source.page.path)")
        call.query = source.page.query
        call.accept = "text/plain, application/json"
        call.right = source.right
        call.object = ObjectIdentity(resource: Pod.resource, name: source.pod)
        // A controller that does not respond must not delay the rest, and is not asked twice.
        let isController = source.page == .ccm || source.page == .manager
        let limit = isController ? min(Self.patience, observation.timeout) : observation.timeout
        call.mayRetry = !isController
        let body = try await client.stream(call, for: limit)
        do throws(TransportError) {
            return try await body.collect(limit: Self.pageLimit)
        } catch {
            throw .transport(error, request: call.description)
        }
    }
}

extension MetricsSource.Page {
    fileprivate var isOfEnvoy: Bool { self == .envoy || self == .envoyHosts }
}
