import Diagnosis
import KubeLB
import Kubernetes
import Topology

/// Looks at the kubeconfig with which the CCM reaches the management cluster, and at what the CCM may do on both sides.
/// Only what follows from the Secrets is kept, never a value.
struct CCMAccess: Sendable {
    let clients: [ClusterSide: APIClient]
    /// Whether the CCM's credentials are tried: that takes one more round of requests than one Service may cost.
    let connects: Bool
    let server: CCMServer

    /// A server that only the tenant's pods reach does not answer from here; that is waited for, but not for long.
    private static let patience = Duration.seconds(5)

    func inspect(_ topology: Topology, isWanted: Bool) async -> [PlannedRead.Part] {
        guard isWanted, let client = clients[.tenant], case .present = topology.deployment(of: topology.ccm) else {
            return []
        }
        async let tenantReviews = reviews(of: account(topology), client)
        async let issued = issuedKubeconfig(topology)
        let kubeconfig = CCMKubeconfig(CheckContext(topology))
        var parts: [PlannedRead.Part] = []
        if let secret = await self.secret(kubeconfig.secretName, in: kubeconfig.namespace, client) {
            var report = SecretReport(namespace: kubeconfig.namespace, name: kubeconfig.secretName)
            report.exists = secret.metadata.name == kubeconfig.secretName
            report.keys = secret.data.keys.sorted()
            var reviews: [AccessReview] = []
            if let value = secret.data[KubeLBNames.kubeconfigKey] {
                let issued = await issued
                report.equalsIssued = issued.map { Self.isSame($0, value) }
                reviews = await use(value, &report, client, topology)
            }
            parts.append { [report] observation in observation.noteAccess(.tenant) { $0.secrets.append(report) } }
            parts.append { [reviews] observation in
                observation.noteAccess(.management) { $0.reviews += reviews }
            }
        }
        let allowed = await tenantReviews
        parts.append { observation in observation.noteAccess(.tenant) { $0.reviews += allowed } }
        return parts
    }

    // MARK: The Secrets

    /// An empty Secret where there is none; nil where that is not known.
    private func secret(_ name: String, in namespace: String, _ client: APIClient) async -> Secret? {
        guard case .present(let list) = await client.get(Secret.self, namespace: namespace, name: name) else {
            return nil
        }
        return list.items.first ?? Secret()
    }

    /// What the manager issued for the tenant, in Base64; nil where it cannot be read.
    private func issuedKubeconfig(_ topology: Topology) async -> String? {
        guard let namespace = topology.tenantNamespace, let client = clients[.management] else { return nil }
        return await secret(KubeLBNames.issuedKubeconfigSecret, in: namespace, client)?
            .data[KubeLBNames.kubeconfigKey]
    }

    /// Whether two kubeconfigs prove the same identity to the same authority. The server may well differ: it is often
    /// corrected by hand to the address by which the tenant cluster reaches it.
    private static func isSame(_ issued: String, _ used: String) -> Bool {
        if issued == used { return true }
        guard let issued = try? SecretKubeconfig.access(issued, source: "issued"),
            let used = try? SecretKubeconfig.access(used, source: "used")
        else { return false }
        return issued.credential == used.credential && issued.tls == used.tls
    }

    /// Tries the CCM's own credentials: does the server answer, is it the same cluster, and what may the CCM do there?
    private func use(
        _ value: String, _ report: inout SecretReport, _ tenant: APIClient, _ topology: Topology
    ) async -> [AccessReview] {
        let source = "Secret \(report.namespace)/\(report.name)"
        let access: ClusterAccess
        do throws(KubeconfigError) {
            access = try SecretKubeconfig.access(value, source: source)
        } catch {
            report.failure = error.message
            return []
        }
        report.server = access.server
        if let refusal = server.refusal(of: access) {
            report.failure = refusal
            return []
        }
        guard connects, let namespace = topology.tenantNamespace else { return [] }
        let reached = topology.access(of: .management).value
        if let failure = topology.failure(of: .management), reached?.server == access.server,
            reached?.authenticationFailure == nil
        {
            // The server itself has just been tried, and not only with other credentials.
            report.failure = failure
            return []
        }
        let client = server.client(for: access, name: source, timeout: Self.patience, from: tenant)
        let questions = CCMRights.management.map { AccessQuestion($0.verb, $0.resource, namespace: namespace) }
        // One request first: the others then share its connection instead of opening one each.
        let system = await client.get(Namespace.self, namespace: nil, name: "kube-system")
        if case .failed(let reason) = system {
            report.failure = reason
            return []
        }
        report.clusterUID = system.value?.items.first?.metadata.uid
        if report.clusterUID == nil, reached?.server == access.server {
            // The CCM's identity may not read namespaces; one address is one cluster.
            let namespaces = topology.list(.management, Namespace.self)
            report.clusterUID = namespaces.first { $0.metadata.name == "kube-system" }.value?.metadata.uid
        }
        let answers = await ask(questions, of: nil, client)
        if let failure = answers.failure, failure.isOfTheWholeServer { report.failure = failure.summary }
        return answers.reviews
    }

    // MARK: Rights

    /// What the CCM needs in the tenant cluster, asked for its ServiceAccount.
    private func reviews(of account: String, _ client: APIClient) async -> [AccessReview] {
        let questions = CCMRights.tenant.map { AccessQuestion($0.verb, $0.resource) }
        return await ask(questions, of: account, client).reviews
    }

    private func account(_ topology: Topology) -> String {
        let named = topology.deployment(of: topology.ccm).value?.state.template.serviceAccountName ?? ""
        let name = named.isEmpty ? KubeLBNames.ccmIdentity : named
        return "system:serviceaccount:\(topology.ccm.namespace):\(name)"
    }

    /// What came of one question; one that may not be asked has no answer.
    private struct Answer: Sendable {
        let question: AccessQuestion
        var isAllowed: Bool?
        var failure: APIError?
    }

    /// All questions at once, the answers in their order.
    private func ask(
        _ questions: [AccessQuestion], of user: String?, _ client: APIClient
    ) async -> (reviews: [AccessReview], failure: APIError?) {
        let answers = await withTaskGroup(of: Answer.self) { group in
            for question in questions { group.addTask { await answer(question, of: user, client) } }
            var answers: [AccessQuestion: Answer] = [:]
            for await answer in group { answers[answer.question] = answer }
            return questions.compactMap { answers[$0] }
        }
        let reviews = answers.compactMap { answer in
            answer.isAllowed.map { isAllowed in
                AccessReview(
                    subject: "ccm", verb: answer.question.verb, resource: answer.question.resource,
                    namespace: answer.question.namespace, isAllowed: isAllowed)
            }
        }
        return (reviews, answers.compactMap(\.failure).first)
    }

    private func answer(_ question: AccessQuestion, of user: String?, _ client: APIClient) async -> Answer {
        var answer = Answer(question: question)
        do throws(APIError) {
            answer.isAllowed = try await client.review(question, of: user)
        } catch {
            answer.failure = error
        }
        return answer
    }
}

extension Observation {
    /// Adds to what is known about the access to a side.
    mutating func noteAccess(_ side: ClusterSide, _ change: (inout AccessReport) -> Void) {
        var report = access[side]?.value ?? AccessReport()
        change(&report)
        access[side] = .present(report)
    }
}
