import KubeLB
import Kubernetes
import Topology

/// KLC-R004: the manager may not read what it reconciles.
struct R004ManagerRights: Check {
    let documentation = CheckDocumentation(
        code: "R004",
        title: "The manager lacks permissions in the management cluster",
        severity: .error,
        explains: Gate.all(of: .provisioned) + [.addressPublished],
        hop: .manager,
        inputs: [],
        optionalInputs: [.managementPods, .managerLogs],
        meaning: """
            The manager's log shows that its ServiceAccount may not list or watch a kind that it reconciles. A manager that \
            already runs keeps the objects that it has read and does not see later changes: it tries to create Services that \
            exist, and does not see their addresses. Once it restarts, it exits after two minutes. Writes that the API server \
            refuses are reported with the object that is not written (KLC-L010, KLC-M009).
            """,
        impact: """
            New and changed LoadBalancers are not provisioned or get no address, for all tenants. Envoy keeps serving its last \
            configuration.
            """,
        mending: "Let the manager's chart restore its ClusterRole and the binding.",
        examples: [
            .fires(
                .error, "its watch of Services ended and may not begin again",
                log("2026-11-22T11:59:40.000Z", "list", "services", "at the cluster scope")),
            .fires(
                .error, "the same in a manager that crashes since",
                log(
                    "2026-11-22T11:57:40.000Z", "list", "services", "at the cluster scope",
                    pods: "{\(ManagerExamples.crashing)}")),
            .silent(
                "it was refused ten minutes ago: the watch works again",
                log("2026-11-22T11:50:00.000Z", "list", "services", "at the cluster scope")),
            .silent(
                "a refused write is about one object",
                log("2026-11-22T11:59:40.000Z", "create", "services", "in the namespace \\\"tenant-acme\\\"")),
            .silent(
                "Events, which every manager is refused in other namespaces",
                log("2026-11-22T11:59:40.000Z", "create", "events", "in the namespace \\\"default\\\"")),
            .silent(
                "a pod that is gone logged it",
                log("2026-11-22T11:59:40.000Z", "list", "services", "at the cluster scope", pod: "kubelb-manager-0")),
        ])

    /// Requests by which caches are filled and kept up to date.
    static let verbs: Set<String> = ["list", "watch"]

    func findings(in context: CheckContext) -> [Finding] {
        let manager = context.topology.manager
        let state = ManagerState(context)
        let present = state.pods.map { Set($0.map(\.metadata.name)) }
        let evidence = LogEvidence(manager, isUp: state.isUp, context)
        var refused: [Refusal] = []
        for (source, line) in context.topology.recognisedLines(of: manager) {
            guard case .forbidden(let user, let verb, let resource, let namespace) = line.signature,
                Self.verbs.contains(verb), present?.contains(source.pod) != false, evidence.stands(line, from: source),
                !refused.contains(where: { $0.verb == verb && $0.resource == resource })
            else { continue }
            refused.append(
                Refusal(
                    user: user, verb: verb, resource: resource, namespace: namespace,
                    evidence: context.evidence(source, line)))
        }
        return refused.first.map { [finding($0, refused, isUp: state.isUp != false, context)] } ?? []
    }

    private struct Refusal {
        let user: String
        let verb: String
        let resource: String
        let namespace: String?
        let evidence: Evidence
    }

    private func finding(
        _ first: Refusal, _ refused: [Refusal], isUp: Bool, _ context: CheckContext
    ) -> Finding {
        let manager = context.topology.manager
        let parts = first.user.split(separator: ":")
        let isAccount = parts.count == 4 && parts[1] == "serviceaccount"
        let account = isAccount ? "ServiceAccount \(parts[2])/\(parts[3])" : first.user
        let rights = refused.map { "\($0.verb) \($0.resource)" }.joined(separator: ", ")
        let consequence = isUp ? "so it does not see what changes" : "so it cannot start"
        return Finding(
            .error, "The manager's \(account) is not allowed to \(rights) in the management cluster, \(consequence)",
            objects: isAccount
                ? [
                    ObjectReference(
                        .management, kind: ServiceAccount.kind, namespace: String(parts[2]), name: String(parts[3]))
                ] : [],
            evidence: refused.map(\.evidence),
            remedies: [
                .fix(
                    HelmRelease(of: manager).isBehindImage
                        ? "upgrade the Helm release to the version of the image, whose chart creates the roles that this manager needs"
                        : "let the chart restore the manager's ClusterRole and its binding",
                    context.set("rbac.enabled", "true", of: manager)),
                context.canI(.management, first.verb, first.resource, as: first.user, in: first.namespace),
            ])
    }

    private static func log(
        _ time: String, _ verb: String, _ resource: String, _ scope: String, pod: String = "kubelb-manager-1",
        pods: String = "{}"
    ) -> String {
        #"""
        management:
          pods: \#(pods)
          loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
        logs:
          management/kubelb/\#(pod)/manager.log: |
            {"level":"error","ts":"\#(time)","logger":"controller-runtime.cache.UnhandledError","msg":"Failed to watch","error":"\#(resource) is forbidden: User \"system:serviceaccount:kubelb:kubelb-manager\" cannot \#(verb) resource \"\#(resource)\" in API group \"\" \#(scope)"}
        """#
    }
}
