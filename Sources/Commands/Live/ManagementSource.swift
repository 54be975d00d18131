import KubeLB
import Kubernetes
import Topology

/// How the management cluster is reached.
enum ManagementSource: Sendable {
    /// By a kubeconfig that the flags or the environment name.
    case client(APIClient)
    /// By the CCM's own kubeconfig, a Secret in the tenant cluster. The note tells the user so.
    case ccmCredentials(CCMServer, note: @Sendable (String) -> Void)
    case none

    /// A client, or why there is none: the reason that every read of the side gets.
    struct Reached: Sendable {
        var client: APIClient?
        var failure: String?
    }

    func reach(from tenant: APIClient) async -> Reached {
        switch self {
        case .client(let client): return Reached(client: client)
        case .none:
            return Reached(failure: "not read: no management cluster is set, and --no-ccm-credentials is given")
        case .ccmCredentials(let server, let note): return await throughCCM(tenant, server, note)
        }
    }

    private func throughCCM(
        _ tenant: APIClient, _ server: CCMServer, _ note: @Sendable (String) -> Void
    ) async -> Reached {
        let secret = await CCMSecret.find(with: tenant)
        switch secret {
        case .failure(let failure):
            return Reached(failure: "not read: no management cluster is set, and \(failure.reason)")
        case .success(let found):
            if let refusal = server.refusal(of: found.access) {
                return Reached(failure: "not read: no management cluster is set, and for \(found.name) \(refusal)")
            }
            note(
                "no management cluster is set; using the CCM's own credentials (\(found.name)), which can read only its tenant. "
                    + "Use --management-context to set one")
            return Reached(
                client: server.client(for: found.access, name: ClusterSide.management.rawValue, from: tenant))
        }
    }
}

/// The CCM's kubeconfig in the tenant cluster, found without knowing anything about the CCM.
enum CCMSecret {
    struct Found: Sendable {
        let name: String
        let access: ClusterAccess
    }

    struct Failure: Error, Sendable {
        let reason: String
    }

    /// Looks in the documented place first, then where a CCM runs.
    static func find(with client: APIClient) async -> Result<Found, Failure> {
        let first = await read(namespace: KubeLBNames.namespace, client)
        guard case .failure(let failure) = first, failure.isAbsent else {
            return first.mapError { Failure(reason: $0.reason) }
        }
        let labels = "\(KubeLBNames.appNameLabel)=\(KubeLBNames.ccmAppName)"
        let deployments = await client.list(Deployment.self, ListQuery(labels: labels, isPaged: false))
        let namespaces = (deployments.value?.items ?? []).map(\.metadata.namespace).uniqued()
        for namespace in namespaces where namespace != KubeLBNames.namespace {
            let result = await read(namespace: namespace, client)
            if case .failure(let failure) = result, failure.isAbsent { continue }
            return result.mapError { Failure(reason: $0.reason) }
        }
        return .failure(Failure(reason: failure.reason))
    }

    private struct ReadFailure: Error {
        let reason: String
        var isAbsent = false
    }

    private static func read(namespace: String, _ client: APIClient) async -> Result<Found, ReadFailure> {
        let name = "Secret \(namespace)/\(KubeLBNames.ccmKubeconfigSecret)"
        switch await client.get(Secret.self, namespace: namespace, name: KubeLBNames.ccmKubeconfigSecret) {
        case .present(let list):
            guard let secret = list.items.first else {
                return .failure(
                    ReadFailure(reason: "\(name) with the CCM's credentials does not exist", isAbsent: true))
            }
            guard let value = secret.data[KubeLBNames.kubeconfigKey] else {
                return .failure(ReadFailure(reason: "\(name) has no key \(KubeLBNames.kubeconfigKey)"))
            }
            do throws(KubeconfigError) {
                return .success(Found(name: name, access: try SecretKubeconfig.access(value, source: name)))
            } catch {
                return .failure(ReadFailure(reason: error.message))
            }
        case .absent: return .failure(ReadFailure(reason: "the tenant cluster serves no Secrets"))
        case .forbidden(let right):
            return .failure(ReadFailure(reason: "reading \(name) is forbidden: needs \(right)"))
        case .failed(let reason): return .failure(ReadFailure(reason: "\(name) could not be read: \(reason)"))
        case .notCollected: return .failure(ReadFailure(reason: "\(name) was not read"))
        }
    }
}
