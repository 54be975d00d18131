import Characters
import KubeLB
import Kubernetes
import Topology

/// Why the CCM's container ends: by its log, by what the kubelet kept of it, or by its arguments.
struct CrashCause {
    /// nil where nothing is known.
    let summary: String?
    let evidence: [Evidence]
    let remedies: [Remedy]

    init(of pod: Pod, _ state: CCMState, _ context: CheckContext) {
        let log = context.log(of: context.topology.ccm, previous: true)
        let status = state.container(of: pod)
        let ended = [status?.state, status?.lastState].compactMap { $0 }.first { $0.isTerminated }
        let lines = state.lastRunLines(of: pod)
        if let (source, line) = Self.mostTelling(lines) {
            let isElsewhere = Self.isOfManagement(line.signature, context)
            summary =
                line.signature.summary(among: lines.map { $0.line.signature })
                + (isElsewhere
                    ? ", which the management cluster serves: the kubeconfig of the CCM leads to another cluster" : "")
            evidence = [context.evidence(source, line)]
            remedies =
                isElsewhere
                ? CCMRemedies.copyIssuedKubeconfig(CCMKubeconfig(context), context)
                : Self.remedies(for: line.signature, line, state, context)
        } else if let message = ended?.message,
            let line = LogTail(text: Array(message.utf8), reference: context.now)
                .recognised().last
        {
            summary = line.signature.summary
            evidence = [
                Evidence("termination message of \(pod.reference)", line.signature.summary, at: ended?.finishedAt)
            ]
            remedies = Self.remedies(for: line.signature, line, state, context)
        } else if let error = status?.startError {
            summary = "it cannot be started: \(ServiceWords.excerpt(error))"
            evidence = [Evidence("termination message of \(pod.reference)", error, at: ended?.finishedAt)]
            remedies = [
                .fix(
                    "correct the command of the container, its image, or what is mounted where the command should be",
                    context.kubectl("edit", context.reference(context.topology.ccm)), risk: .restart),
                .inspect(
                    "inspect the pod's state and Events", context.kubectl("describe", ObjectReference(.tenant, pod))),
            ]
        } else if ended?.terminatedReason == "OOMKilled" {
            summary = "it exceeds its memory limit (OOMKilled)"
            evidence = []
            remedies = [PodProblem.raiseMemory(of: context.topology.ccm, context)]
        } else if let failure = LivenessFailure(of: pod, .tenant, context) {
            summary = failure.words
            evidence = [Evidence(failure.event)]
            remedies = failure.remedies(context.topology.ccm, pod, context)
        } else if let signature = Self.fromArguments(context) {
            summary = signature.summary
            evidence = [Evidence("CCM arguments", signature.summary)]
            remedies = Self.remedies(for: signature, nil, state, context)
        } else if let (source, text) = context.lastWords(of: context.topology.ccm, pod: pod.metadata.name),
            let failure = LeaseError.failure(ofOwnServer: text, context)
        {
            summary =
                "it cannot reach the API server of its own cluster, the tenant cluster"
                + "\(pod.spec.nodeName.map { ", from node \($0)" } ?? ""): \(failure.summary)"
            evidence = [Evidence("\(source)", text)]
            remedies =
                LeaseError.remedies(failure, context) + [.inspect("read the lines before it", log.command)]
        } else if let (source, text) = context.lastWords(of: context.topology.ccm, pod: pod.metadata.name) {
            summary = "its log ends with: \(ServiceWords.excerpt(text))"
            evidence = [Evidence("\(source)", text)]
            remedies =
                context.remedies(for: text, of: context.topology.ccm)
                + [.inspect("read the lines before it", log.command)]
        } else {
            summary = nil
            evidence = []
            remedies = [log]
        }
    }

    /// What ends a run is said last; waiting in vain for lists and losing the lead are consequences of something else.
    private static func mostTelling(
        _ lines: [(source: LogSource, line: RecognisedLine)]
    ) -> (source: LogSource, line: RecognisedLine)? {
        lines.last { !$0.line.signature.isConsequence } ?? lines.last
    }

    /// Whether the CCM misses a kind that it reads in the management cluster only, and that is served there.
    private static func isOfManagement(_ signature: LogSignature, _ context: CheckContext) -> Bool {
        guard case .crdMissing(let kind) = signature,
            ["LoadBalancer", "Addresses", "TenantState", "Route"].contains(kind)
        else { return false }
        return context.topology.list(.management, LoadBalancer.self).value != nil
    }

    /// What the CCM checks of its arguments before anything else (KubeLB `cmd/ccm`).
    private static func fromArguments(_ context: CheckContext) -> LogSignature? {
        guard let settings = context.topology.settings.value, !settings.convertsIngressOnly else { return nil }
        if settings.clusterName == nil { return .clusterNameMissing }
        let type = settings.nodeAddressType
        return NodeAddressTypes.all.contains(type) ? nil : .invalidAddressType(type)
    }

    private static func remedies(
        for signature: LogSignature, _ line: RecognisedLine?, _ state: CCMState, _ context: CheckContext
    ) -> [Remedy] {
        let kubeconfig = CCMKubeconfig(context)
        switch signature {
        case .kubeconfigMissing, .kubeconfigInvalid: return CCMRemedies.copyIssuedKubeconfig(kubeconfig, context)
        case .managementUnauthorized: return CCMRemedies.renewKubeconfig(kubeconfig, context)
        case .managementUnreachable(let failure):
            return ManagementReach(
                failure, error: line?.line.error ?? "",
                isClockWrong: line.map { state.isClockWrong($0, failure) } ?? false, kubeconfig, context
            ).remedies
        case .tokenNotMounted:
            guard let deployment = context.topology.ccm.diagnosedDeployment else { return [] }
            return [
                .fix(
                    "let the pod mount the token of its ServiceAccount",
                    context.patch(
                        ObjectReference(.tenant, deployment),
                        ["spec": ["template": ["spec": ["automountServiceAccountToken": true]]]]), risk: .restart)
            ]
        case .clusterNameMissing:
            return [CCMRemedies.setTenantName(context)]
        case .invalidAddressType:
            return [
                value(
                    "set a valid node address type: ExternalIP if the management cluster is in another network",
                    "kubelb.nodeAddressType", "InternalIP", context)
            ]
        case .gatewayAPIMissing:
            return [
                value("let the CCM install the CRDs", "kubelb.installGatewayAPICRDs", "true", context),
                value("disable the Gateway API", "kubelb.enableGatewayAPI", "false", context),
            ]
        case .gatewayAPIRefused(let reason):
            // The policy of the Gateway API refuses an older bundle, and the experimental channel over the standard one.
            let policy = "safe-upgrades.gateway.networking.k8s.io"
            return [
                value(
                    "use the channel of the CRDs that are installed", "kubelb.gatewayAPICRDsChannel",
                    .variable("CHANNEL", "standard or experimental"), context),
                value(
                    "disable the installation of the CRDs by KubeLB", "kubelb.installGatewayAPICRDs", "false", context),
            ]
                + (reason.containsBytes(of: policy)
                    ? [
                        .inspect(
                            "check the policy that refuses them",
                            context.kubectl(
                                .tenant,
                                "get validatingadmissionpolicies.admissionregistration.k8s.io \(policy) -o yaml"))
                    ] : [])
        case .invalidGatewayAPIChannel:
            return [value("set a valid channel", "kubelb.gatewayAPICRDsChannel", "standard", context)]
        case .ingressUnreadable:
            return [
                .fix("complete or remove rules of Ingresses without http, and paths with a resource backend"),
                value("stop handling Ingresses", "kubelb.disableIngressController", "true", context),
                .inspect(
                    "find such Ingresses",
                    context.kubectl(
                        .tenant,
                        """
                        get ingresses -A -o custom-columns=NAMESPACE:.metadata.namespace,NAME:.metadata.name,\
                        HTTP:.spec.rules[*].http,RESOURCE:.spec.rules[*].http.paths[*].backend.resource.name
                        """)),
            ]
        // What the CCM reads of KubeLB's own kinds in the tenant cluster.
        case .crdMissing(let kind) where ["SyncSecret", "TenantWAFPolicy"].contains(kind):
            return [HelmRelease(of: context.topology.ccm).applyCRDs(context)]
        case .forbidden(let user, _, _, let namespace)
        where LogExplainer.tenantNamespace(ofAccount: user).map { $0 != namespace } ?? false:
            return [
                .fix(
                    "let --cluster-name and the kubeconfig be those of one Tenant: the account is that of another tenant's "
                        + "namespace")
            ]
        case .forbidden(let user, _, _, _):
            return user.containsBytes(of: ":" + KubeLBNames.tenantPrefix)
                ? [.fix("let the manager recreate the CCM's RBAC permissions", CCMRemedies.touchTenant(context))]
                : [value("let the chart create the CCM's roles", "rbac.enabled", "true", context)]
        case .namespaceMissing, .crdMissing, .cacheSyncTimeout, .leaderElectionLost, .noNodeAddress, .addressesMissing,
            .tenantMissing, .panicked:
            return [context.log(of: context.topology.ccm, previous: true)]
        }
    }

    private static func value(_ text: String, _ name: String, _ value: HelmValue, _ context: CheckContext)
        -> Remedy
    {
        .fix(text, context.set(name, value, of: context.topology.ccm), risk: .restart)
    }
}
