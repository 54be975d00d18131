import KubeLB
import Kubernetes
import Topology

extension Refusal {
    /// Whose pods or writes are refused: where their settings are.
    enum Subject: Sendable {
        case envoy
        case controller(Controller)
        case other
    }

    /// What fixes the cause in the cluster that refused. `namespace`: of the object that was refused.
    func remedies(
        _ side: ClusterSide, namespace: String, of subject: Subject = .other, _ context: CheckContext
    ) -> [Remedy] {
        switch self {
        case .denied(let webhook, let policies): denied(webhook, policies, side, context)
        case .unreachable(let webhook, let service, let fault): unreachable(webhook, service, fault, side, context)
        case .admissionPolicy(let name, let binding): admissionPolicy(name, binding, side, context)
        case .quotaExceeded(let name): quota(name, side, namespace, context)
        case .quotaUnspecified(_, let resources):
            setResources("specify \(resources) for the pods, as the quota requires", of: subject, context)
        case .limitRange:
            setResources("keep the requests and limits of the pods within the LimitRange", of: subject, context) + [
                .inspect("see the LimitRange", context.kubectl(side, "-n \(namespace) describe limitranges"))
            ]
        case .podSecurity:
            [
                .fix(
                    "allow such pods in the namespace",
                    context.kubectl(
                        "label", ObjectReference(side, kind: Namespace.kind, name: namespace),
                        "pod-security.kubernetes.io/enforce=privileged --overwrite"))
            ]
        case .serviceAccountMissing(let account): restore(account, side, of: subject, context)
        case .permission(let user, let verb, let resource, let scope):
            permission(user, verb, resource, scope, side, of: subject, context)
        case .escalation(let user, let resource): escalation(user, resource, side, of: subject, context)
        case .storageFull:
            [
                .fix(
                    "compact and defragment etcd of the \(side.rawValue) cluster, raise --quota-backend-bytes, then disarm the alarm: "
                        + "until then the cluster accepts no writes"),
                .inspect("see the alarm, on a node of the control plane", ShellCommand("etcdctl alarm list")),
            ]
        case .storageUnavailable:
            [
                .fix("restore etcd of the \(side.rawValue) cluster: check its members, their disks and their network"),
                .inspect("see what is not ready", context.kubectl(side, "get --raw /readyz?verbose")),
            ]
        case .overloaded:
            [
                .fix(
                    "relieve the API server of the \(side.rawValue) cluster: find the client that floods it, or raise its limits"
                ),
                .inspect(
                    "see which requests wait",
                    context.kubectl(side, "get --raw /debug/api_priority_and_fairness/dump_priority_levels")),
            ]
        case .outdatedDefinition(let resource):
            [
                HelmRelease(of: context.topology.manager).applyCRDs(context),
                .inspect(
                    "see the CRD",
                    context.kubectl(
                        "get", ObjectReference(side, kind: CustomResourceDefinition.kind, name: resource), "-o yaml")),
            ]
        case .namespaceTerminating(let name):
            [
                .inspect(
                    "see what keeps the namespace from being deleted",
                    context.kubectl("describe", ObjectReference(side, kind: Namespace.kind, name: name)))
            ]
        case .nodePortsUsedUp:
            [
                .fix(
                    "free node ports by removing Services that nobody uses, or widen --service-node-port-range of the API server"
                ),
                .inspect(
                    "list the Services that have node ports",
                    context.kubectl(side, "get services -A")
                        .piped(into: ShellCommand("grep -E 'LoadBalancer|NodePort'"))),
            ]
        case .clusterIPsUsedUp:
            [
                .fix(
                    "remove Services that nobody uses, or add a ServiceCIDR (Kubernetes 1.33 and later); before, the range is "
                        + "--service-cluster-ip-range of the API server"),
                .inspect(
                    "list the ranges and who uses them",
                    context.kubectl(side, "get servicecidrs,ipaddresses.networking.k8s.io")),
            ]
        case .kindMissing: [HelmRelease(of: context.topology.manager).applyCRDs(context)]
        }
    }

    private func denied(_ webhook: String, _ policies: [Policy], _ side: ClusterSide, _ context: CheckContext)
        -> [Remedy]
    {
        guard let policy = policies.first else {
            return [.fix("exempt KubeLB's objects from the admission webhook \(webhook), or satisfy it")]
                + [Self.findConfiguration(side, context)]
        }
        let fix = Remedy.fix(
            "exempt KubeLB's objects from the \(policy.engine.rawValue) policy \(policy.name), or satisfy it")
        switch policy.engine {
        case .kyverno:
            return [
                fix,
                .inspect(
                    "see the policy",
                    context.kubectl(
                        side,
                        "get clusterpolicies.kyverno.io,policies.kyverno.io -A --field-selector metadata.name=\(policy.name) -o yaml"
                    )),
            ]
        case .gatekeeper:
            return [fix, .inspect("see the constraint", context.kubectl(side, "get constraints -o yaml"))]
        }
    }

    private func unreachable(
        _ webhook: String, _ service: NamespacedName?, _ fault: WebhookFault, _ side: ClusterSide,
        _ context: CheckContext
    ) -> [Remedy] {
        let location = service.map { " behind Service \($0.namespace)/\($0.name)" } ?? ""
        let stopped = fault == .down ? stopped(behind: service, side, context) : nil
        let fix: Remedy =
            switch fault {
            case .certificateExpired: .fix("renew the certificate of the webhook\(location), and restart its pods")
            case .authorityUnknown:
                .fix(
                    "restart the pods\(location), which may still serve an earlier certificate; if that does not help, make the caBundle "
                        + "in the webhook's configuration that of their certificate. See that no tool issues one of them again "
                        + "without the other")
            case .serviceMissing:
                .fix("reinstall the webhook, or remove its configuration if it was uninstalled")
            case .down where isReady(service, side, context):
                .fix(
                    "let the control plane connect to the webhook's pods\(location), which are Ready: allow their port in firewalls and "
                        + "security groups of the nodes, and in NetworkPolicies")
            case .down where stopped != nil:
                .fix("get the webhook's pods\(location) running: \(stopped?.words ?? "")")
            case .down:
                .fix("get the webhook's pods\(location) running, or set its failurePolicy to Ignore until they are")
            }
        var remedies =
            [fix]
            + [
                stopped.map { stopped in
                    let start = stopped.start(context)
                    return Remedy.then(start.text, start.command, risk: start.risk)
                }
            ].compactMap(\.self)
        if let service, fault != .serviceMissing {
            remedies.append(
                .inspect(
                    "check what is behind the Service",
                    context.kubectl(side, "-n \(service.namespace) get services,endpointslices,pods -o wide")))
        }
        return remedies + [Self.findConfiguration(side, context)]
    }

    /// The Deployment whose pods the webhook's Service selects, if it is scaled to 0.
    private func stopped(
        behind service: NamespacedName?, _ side: ClusterSide, _ context: CheckContext
    ) -> StoppedWorkload? {
        guard let service,
            let selector = context.topology.list(side, Service.self).value?.items.first(where: {
                $0.metadata.namespace == service.namespace && $0.metadata.name == service.name
            })?.selector, !selector.isEmpty
        else { return nil }
        return (context.topology.list(side, Deployment.self).value?.items ?? []).first { deployment in
            deployment.metadata.namespace == service.namespace && deployment.state.desired == 0
                && selector.allSatisfy { deployment.state.templateLabels[$0.key] == $0.value }
        }.map { StoppedWorkload($0, side) }
    }

    /// Whether the Service has endpoints that are Ready, so that only the way to them can be blocked.
    private func isReady(_ service: NamespacedName?, _ side: ClusterSide, _ context: CheckContext) -> Bool {
        guard let service else { return false }
        return (context.topology.list(side, EndpointSlice.self).value?.items ?? []).contains { slice in
            slice.metadata.namespace == service.namespace
                && slice.metadata.labels[EndpointSlice.serviceNameLabel] == service.name
                && slice.endpoints.contains(where: \.isReady)
        }
    }

    private static func findConfiguration(_ side: ClusterSide, _ context: CheckContext) -> Remedy {
        .inspect(
            "find the configuration of the webhook",
            context.kubectl(
                side,
                """
                get validatingwebhookconfigurations,mutatingwebhookconfigurations \
                -o custom-columns=KIND:.kind,NAME:.metadata.name,WEBHOOKS:.webhooks[*].name
                """))
    }

    private func admissionPolicy(
        _ name: String, _ binding: String?, _ side: ClusterSide, _ context: CheckContext
    ) -> [Remedy] {
        let policy = ObjectReference(side, kind: "ValidatingAdmissionPolicy", name: name)
        let edit = binding.map {
            context.kubectl("edit", ObjectReference(side, kind: "ValidatingAdmissionPolicyBinding", name: $0))
        }
        return [
            .fix("exempt KubeLB's objects from the policy in its binding, or satisfy it", edit),
            .inspect("see the policy", context.kubectl("get", policy, "-o yaml")),
        ]
    }

    private func quota(_ name: String, _ side: ClusterSide, _ namespace: String, _ context: CheckContext) -> [Remedy] {
        let reference = ObjectReference(side, kind: ResourceQuota.kind, namespace: namespace, name: name)
        return [
            .fix(
                "raise the ResourceQuota, or remove objects that count against it", context.kubectl("edit", reference)),
            .inspect("show its usage", context.kubectl("describe", reference)),
        ]
    }

    private func setResources(_ text: String, of subject: Subject, _ context: CheckContext) -> [Remedy] {
        switch subject {
        case .envoy:
            [.fix("\(text): spec.envoyProxy.resources of the Config", context.kubectl("edit", .config), risk: .restart)]
        case .controller(let controller):
            [
                .fix(
                    "\(text): the value resources of its chart",
                    context.kubectl("edit", context.reference(controller)), risk: .restart)
            ]
        case .other: [.fix(text)]
        }
    }

    private func restore(
        _ account: NamespacedName, _ side: ClusterSide, of subject: Subject, _ context: CheckContext
    ) -> [Remedy] {
        let create = Remedy.fix(
            "create the ServiceAccount",
            context.kubectl(side, "-n \(account.namespace) create serviceaccount \(account.name)"))
        guard case .controller(let controller) = subject else { return [create] }
        let release = HelmRelease(of: controller)
        guard let version = release.version else { return [create] }
        return [.fix("let the chart create the ServiceAccount again", release.upgrade(to: version, context))]
    }

    /// The manager's ClusterRole has the verbs (KubeLB `charts/kubelb-manager/templates/clusterrole.yaml`).
    private func escalation(
        _ user: String, _ resource: String, _ side: ClusterSide, of subject: Subject, _ context: CheckContext
    ) -> [Remedy] {
        let verbs = "the verbs escalate and bind on roles and rolebindings (rbac.authorization.k8s.io)"
        let check = context.canI(
            side, resource == "roles" ? "escalate" : "bind", "roles.rbac.authorization.k8s.io", as: user)
        guard case .controller(let controller) = subject, let version = HelmRelease(of: controller).version else {
            return [.fix("grant \(user) \(verbs)"), check]
        }
        return [
            .fix(
                "let the chart restore the \(controller.role.title)'s ClusterRole, which has \(verbs)",
                HelmRelease(of: controller).upgrade(to: version, context)), check,
        ]
    }

    private func permission(
        _ user: String, _ verb: String, _ resource: String, _ namespace: String?, _ side: ClusterSide,
        of subject: Subject, _ context: CheckContext
    ) -> [Remedy] {
        let check = context.canI(side, verb, resource, as: user, in: namespace)
        guard case .controller(let controller) = subject, let version = HelmRelease(of: controller).version else {
            return [.fix("grant \(user) the permission"), check]
        }
        return [
            .fix(
                "let the chart restore the \(controller.role.title)'s roles and bindings",
                HelmRelease(of: controller).upgrade(to: version, context)), check,
        ]
    }
}

extension CheckContext {
    /// Whether the CCM logs that somebody refuses its writes to the Service.
    func isRefused(_ exposure: Exposure) -> Bool {
        let service = exposure.service.metadata
        return topology.logTails(of: topology.ccm).contains { source, tail in
            !source.isPrevious
                && tail.errors(naming: service.name, namespace: service.namespace).contains { line in
                    line.isRecent(at: now) && Refusal(line.error) != nil
                }
        }
    }
}
