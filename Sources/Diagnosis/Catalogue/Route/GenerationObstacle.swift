import KubeLB
import Kubernetes
import Topology

/// What keeps the manager from applying a generated object, by other objects of the management cluster.
struct GenerationObstacle {
    /// Follows "… is missing" or "… is outdated: it …".
    let sentence: String
    /// Whether it surely is the cause.
    var isCertain = true
    var objects: [ObjectReference] = []
    var evidence: [Evidence] = []
    var remedies: [Remedy] = []

    /// `differences`: how the object is outdated; empty if it is missing. nil if nothing is found.
    static func of(
        _ exposure: RouteExposure, _ differences: [RouteDifference], _ context: CheckContext
    ) -> GenerationObstacle? {
        let isMissing = differences.isEmpty
        return (isMissing ? otherGateway(exposure, context) : nil) ?? IngressNGINXWebhook.rejection(exposure, context)
            ?? violation(exposure, context) ?? takenHost(exposure, differences, context)
            ?? (isMissing ? quota(exposure, context) : unknownFields(exposure, differences, context))
            ?? IngressNGINXWebhook.suspect(exposure, context) ?? policy(exposure, context) ?? webhook(exposure, context)
    }

    private static func otherGateway(_ exposure: RouteExposure, _ context: CheckContext) -> GenerationObstacle? {
        guard exposure.kind == .gateway, let namespace = exposure.tenantNamespace else { return nil }
        let other = context.topology.list(.management, Gateway.self).value?.items.first {
            $0.metadata.namespace == namespace && $0.metadata.name != exposure.source.metadata.name
        }
        guard let other else { return nil }
        return GenerationObstacle(
            sentence:
                ", because Gateway \(other.metadata.path) already exists: KubeLB generates at most one Gateway for "
                + "each tenant",
            objects: [ObjectReference(.management, other)],
            evidence: [Evidence("Gateways of namespace \(namespace)", other.metadata.name)],
            remedies: [
                .fix(
                    "delete the other Gateway if it is no longer needed",
                    context.kubectl("delete", ObjectReference(.management, other)), risk: .delete)
            ])
    }

    private static func takenHost(
        _ exposure: RouteExposure, _ differences: [RouteDifference], _ context: CheckContext
    ) -> GenerationObstacle? {
        guard let other = RouteCollisions(context).owner(ofHostsOf: exposure),
            differences.isEmpty || differences.contains(where: { $0.host == other.host })
        else { return nil }
        return GenerationObstacle(
            sentence:
                ": host \(other.host) is already taken by \(other.source.reference) on the shared ingress controller, "
                + "whose admission webhook rejects duplicates",
            objects: [other.source.reference(on: .management)],
            evidence: [Evidence("\(other.source.reference): spec.rules[].host", other.host)],
            remedies: [
                .fix(
                    "use another host, or ask the owner of the host to release it",
                    context.kubectl("edit", exposure.reference))
            ])
    }

    private static func quota(_ exposure: RouteExposure, _ context: CheckContext) -> GenerationObstacle? {
        let resource = "count/\(exposure.kind.resource)"
        for quota in context.topology.inTenantNamespace(ResourceQuota.self).value ?? [] {
            guard let (used, hard) = quota.exhausted(resource) else { continue }
            return GenerationObstacle(
                sentence:
                    ": \(quota.reference) in the management cluster is exhausted (\(resource): used \(used), hard \(hard))",
                objects: [ObjectReference(.management, quota)],
                evidence: [Evidence("\(quota.reference): \(resource)", "used \(used), hard \(hard)")],
                remedies: [.fix("raise the quota", context.kubectl("edit", ObjectReference(.management, quota)))])
        }
        return nil
    }

    /// Fields that the API server drops, because its CRDs do not have them.
    private static func unknownFields(
        _ exposure: RouteExposure, _ differences: [RouteDifference], _ context: CheckContext
    ) -> GenerationObstacle? {
        guard differences.allSatisfy(\.isUnknownField), exposure.kind != .ingress else { return nil }
        let definition = context.topology.list(.management, CustomResourceDefinition.self).value?.items.first {
            $0.metadata.name == exposure.kind.resource
        }
        let names = [GatewayAPIBundle.channelAnnotation, GatewayAPIBundle.versionAnnotation]
        let bundle = names.compactMap { definition?.metadata.annotations[$0] }
        let isStandard = bundle.first == "standard"
        return GenerationObstacle(
            sentence: ": "
                + (bundle.isEmpty
                    ? "the Gateway API CRDs of the management cluster, or the manager, do not know"
                    : "the Gateway API CRDs of the management cluster (\(bundle.joined(separator: " channel, "))) or the manager do not know")
                + " \(differences.count == 1 ? "this field, which is" : "these fields, which are") dropped without an error",
            evidence: definition.map { definition in
                names.compactMap { name in
                    definition.metadata.annotations[name].map {
                        Evidence("\(definition.reference): metadata.annotations[\(name)]", $0)
                    }
                }
            } ?? [],
            remedies: [
                .fix(
                    isStandard
                        ? "install the experimental channel of the Gateway API in the management cluster, or remove the fields"
                        : "install the CRDs of the tenant cluster's Gateway API version and channel in the management cluster, or "
                            + "remove the fields")
            ])
    }

    /// As Kyverno reports it of its policies (`pkg/event/events.go`).
    private static func violation(_ exposure: RouteExposure, _ context: CheckContext) -> GenerationObstacle? {
        let metadata = exposure.source.metadata
        guard let namespace = exposure.tenantNamespace,
            let name = KubeLBNames.generatedName(
                exposure.kind, namespace: metadata.namespace, name: metadata.name)
        else { return nil }
        let events = context.topology.list(.management, Event.self).value?.items ?? []
        let event = events.last { event in
            event.reason == "PolicyViolation"
                && event.message.hasPrefix("\(exposure.kind.rawValue) \(namespace)/\(name): ")
                && event.message.containsBytes(of: "blocked")
                && exposure.lastChange.map { start in event.lastTimestamp.map { $0 >= start } ?? false } ?? true
        }
        guard let event else { return nil }
        let policy = ObjectReference(
            .management, kind: event.objectKind,
            namespace: event.objectKind == "ClusterPolicy" ? "" : event.objectNamespace, name: event.objectName)
        return GenerationObstacle(
            sentence:
                ": \(policy) of Kyverno blocks it: \(ServiceWords.excerpt(String(event.message.drop { $0 != "[" })))",
            objects: [policy], evidence: [Evidence(event)],
            remedies: [
                .fix(
                    "change the object so that the policy allows it, or change the policy",
                    context.kubectl("edit", exposure.reference))
            ])
    }

    private static func policy(_ exposure: RouteExposure, _ context: CheckContext) -> GenerationObstacle? {
        let bindings = context.topology.list(.management, ValidatingAdmissionPolicyBinding.self).value?.items
        let policy = context.topology.list(.management, ValidatingAdmissionPolicy.self).value?.items.first { policy in
            policy.rules.contains { $0.names(exposure.kind) }
                && bindings?.contains { $0.policyName == policy.metadata.name && $0.actions.contains("Deny") } != false
        }
        guard let policy else { return nil }
        let words = policy.messages.first.map { " (\"\(ServiceWords.excerpt($0))\")" } ?? ""
        return suspect(policy, words, exposure, context)
    }

    private static func webhook(_ exposure: RouteExposure, _ context: CheckContext) -> GenerationObstacle? {
        let webhook = context.topology.list(.management, ValidatingWebhookConfiguration.self).value?.items.first {
            $0.rules.contains { $0.names(exposure.kind) }
        }
        return webhook.flatMap { suspect($0, "", exposure, context) }
    }

    private static func suspect(
        _ object: some KubernetesObject, _ words: String, _ exposure: RouteExposure, _ context: CheckContext
    ) -> GenerationObstacle {
        let reference = ObjectReference(.management, object)
        return GenerationObstacle(
            sentence:
                ". \(object.reference) of the management cluster checks \(exposure.kind.plural)\(words) and may reject it; "
                + "up to v1.4.3 the manager drops the error",
            isCertain: false, objects: [reference],
            evidence: [Evidence(object.reference, "checks \(exposure.kind.resource)")],
            remedies: [
                .fix("change the object so that the policy allows it, or change the policy"),
                .inspect("show the policy", context.kubectl("get", reference, "-o yaml")),
            ])
    }
}

extension AdmissionRule {
    fileprivate func names(_ kind: RouteKind) -> Bool {
        names(String(kind.resource.prefix { $0 != "." }), group: kind.group)
    }
}

/// What the CRDs of the Gateway API carry (kubernetes-sigs/gateway-api, `pkg/consts`).
enum GatewayAPIBundle {
    static let channelAnnotation = "gateway.networking.k8s.io/channel"
    static let versionAnnotation = "gateway.networking.k8s.io/bundle-version"
}
