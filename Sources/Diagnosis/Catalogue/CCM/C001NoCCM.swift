import KubeLB
import Kubernetes
import Topology

/// KLC-C001: nothing runs the CCM.
struct C001NoCCM: Check {
    let documentation = CheckDocumentation(
        code: "C001",
        title: "No CCM is running in the tenant cluster",
        severity: .error,
        explains: Gate.all(of: .propagated),
        inputs: [.tenantDeployments],
        optionalInputs: [.tenantLeases, .tenantServices, .tenantNamespaces],
        causedBy: ["A004", "A005"],
        meaning: """
            KubeLB's CCM propagates Services from the tenant cluster to the management cluster, and addresses back. \
            The tenant cluster has no Deployment of the CCM, or the Deployment is scaled to 0.
            """,
        impact: """
            New and changed Services are not propagated, deleted Services are stuck on KubeLB's finalizer, and changes \
            to the nodes do not reach Envoy. Services that were already synced keep their traffic.
            """,
        mending:
            "Install the chart kubelb-ccm with the tenant's name and kubeconfig, or scale up the Deployment.",
        examples: [
            .fires(
                .error, "scaled to 0",
                """
                tenant:
                  deployments.apps: {kubelb/kubelb-ccm: {spec: {replicas: 0}, status: {replicas: 0, readyReplicas: null}}}
                  pods: {kubelb/kubelb-ccm-1: null}
                """),
            .fires(
                .error, "Argo CD scales it to 0",
                """
                tenant:
                  deployments.apps: {kubelb/kubelb-ccm: {metadata: {
                    annotations: {argocd.argoproj.io/tracking-id: "base:apps/Deployment:kubelb/kubelb-ccm"},
                    managedFields: [{manager: argocd-controller, operation: Apply, time: "2026-11-22T11:00:00Z",
                      fieldsV1: {"f:spec": {"f:replicas": {}}}}]},
                    spec: {replicas: 0}, status: {replicas: 0, readyReplicas: null}}}
                  pods: {kubelb/kubelb-ccm-1: null}
                """),
            .fires(
                .error, "not installed",
                """
                tenant:
                  deployments.apps: {kubelb/kubelb-ccm: null}
                  pods: {kubelb/kubelb-ccm-1: null}
                  leases.coordination.k8s.io: {kubelb/19f32e7b.ccm.kubelb.k8c.io: null}
                """),
            .fires(
                .info, "no Deployment here, but a CCM renews its Lease",
                "tenant: {deployments.apps: {kubelb/kubelb-ccm: null}, pods: {kubelb/kubelb-ccm-1: null}}"),
            .fires(
                .info, "the CCM runs in another cluster and keeps its Lease in kube-system",
                """
                tenant:
                  deployments.apps: {kubelb/kubelb-ccm: null}
                  pods: {kubelb/kubelb-ccm-1: null}
                  leases.coordination.k8s.io: {kubelb/19f32e7b.ccm.kubelb.k8c.io: null,
                    kube-system/19f32e7b.ccm.kubelb.k8c.io: {spec: {holderIdentity: kubelb-ccm-7_x, leaseDurationSeconds: 15,
                      renewTime: "2026-11-22T11:59:58.000000Z"}}}
                """),
            .fires(
                .warning, "no Deployment, and the Leases may not be read",
                """
                tenant: {deployments.apps: {kubelb/kubelb-ccm: null}, pods: {kubelb/kubelb-ccm-1: null},
                  leases.coordination.k8s.io: forbidden}
                """),
            .fires(
                .error, "it was removed before the Services were deleted",
                """
                tenant:
                  deployments.apps: {kubelb/kubelb-ccm: null}
                  pods: {kubelb/kubelb-ccm-1: null}
                  leases.coordination.k8s.io: {kubelb/19f32e7b.ccm.kubelb.k8c.io: null}
                  services: {shop/web: {metadata: {deletionTimestamp: "2026-11-22T11:50:00Z",
                    finalizers: [kubelb.k8c.io/cleanup]}}}
                """),
            .fires(
                .error, "its namespace has been Terminating for an hour, so it cannot be installed again",
                """
                tenant:
                  deployments.apps: {kubelb/kubelb-ccm: null}
                  pods: {kubelb/kubelb-ccm-1: null}
                  leases.coordination.k8s.io: {kubelb/19f32e7b.ccm.kubelb.k8c.io: null}
                  namespaces: {kubelb: {metadata: {deletionTimestamp: "2026-11-22T11:00:00Z"}, status: {phase: Terminating,
                    conditions: [{type: NamespaceDeletionDiscoveryFailure, status: "True", reason: DiscoveryFailed,
                      message: "unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1"}]}}}
                """),
            .silent("the Deployments may not be read", "tenant: {deployments.apps: forbidden}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let ccm = context.topology.ccm
        switch context.topology.deployment(of: ccm) {
        case .present(let deployment):
            return deployment.state.desired == 0 ? [scaledDown(deployment, context)] : []
        case .absent: return [missing(context)]
        case .forbidden, .failed, .notCollected: return []
        }
    }

    private func scaledDown(_ deployment: Deployment, _ context: CheckContext) -> Finding {
        let stopped = StoppedWorkload(deployment, .tenant)
        return Finding(
            .error, "No CCM is running: \(stopped.words)\(waiting(context))",
            objects: [ObjectReference(.tenant, deployment)],
            evidence: stopped.evidence + lease(context), remedies: [stopped.start(context)])
    }

    private func missing(_ context: CheckContext) -> Finding {
        let ccm = context.topology.ccm
        let runsElsewhere = context.topology.isLeaseStale(of: ccm) == false || CCMState(context).isUp == true
        let evidence = [Evidence("Deployments labelled app.kubernetes.io/name=\(ccm.role.appName)", "none")]
        if runsElsewhere {
            return Finding(
                .info,
                "A CCM runs elsewhere (with KKP, in the seed cluster): the tenant cluster has no Deployment of it, and its Lease is "
                    + "renewed. Its arguments are not visible; the defaults are assumed",
                evidence: evidence + lease(context))
        }
        if let namespace = leaving(context) { return terminating(namespace, evidence, context) }
        // A CCM in another cluster shows only by its Lease.
        let isCertain = context.topology.leases(of: ccm).value != nil
        return Finding(
            isCertain ? .error : .warning,
            "The tenant cluster has no Deployment of the CCM"
                + (isCertain
                    ? waiting(context)
                    : "; whether a CCM runs elsewhere is unknown, because its Lease cannot be read"),
            evidence: evidence + lease(context),
            remedies: isCertain
                ? install(context)
                : [
                    .inspect(
                        "check whether a CCM that runs elsewhere renews its Lease", context.listLeases(of: ccm))
                ])
    }

    /// The CCM's namespace, if it is being deleted: nothing can be created in it.
    private func leaving(_ context: CheckContext) -> Namespace? {
        context.topology.list(.tenant, Namespace.self).value?.items.first {
            $0.metadata.name == context.topology.ccm.namespace && $0.metadata.isBeingDeleted
        }
    }

    private func terminating(_ namespace: Namespace, _ evidence: [Evidence], _ context: CheckContext) -> Finding {
        let held = namespace.conditions.filter { $0.status == "True" }
        let why = held.first.map { ": \(ErrorDigest.text(of: $0.message))" } ?? ""
        let object = ObjectReference(.tenant, namespace)
        return Finding(
            .error,
            "The tenant cluster has no Deployment of the CCM, and none can be created: its \(namespace.reference) has been "
                + "Terminating\(context.forAge(of: namespace.metadata.deletionTimestamp))\(why)\(waiting(context))",
            objects: [object],
            evidence: evidence
                + held.map {
                    namespace.evidence(
                        "condition \($0.type)", "\($0.reason): \($0.message)", at: $0.lastTransitionTime)
                } + lease(context),
            remedies: [
                .fix("fix what holds the deletion of the namespace, for example an APIService that is not available"),
                .then("once the namespace is gone, install the chart kubelb-ccm"),
                .inspect(
                    "list the APIs that do not respond",
                    context.kubectl(.tenant, "get apiservices.apiregistration.k8s.io")),
                .inspect("see what holds the namespace", context.kubectl("get", object, "-o yaml")),
            ])
    }

    private func install(_ context: CheckContext) -> [Remedy] {
        let ccm = context.topology.ccm
        return [
            .fix(
                "install the chart",
                HelmRelease.install(
                    ccm, namespace: ccm.namespace, like: HelmRelease(of: context.topology.manager),
                    options: "--set kubelb.tenantName=\(CCMRemedies.tenantName(context).word)", context)),
            .then(
                "give the CCM the kubeconfig that the manager issued for the tenant; the CCM's pod waits for it",
                CCMRemedies.copyKubeconfig(
                    from: CCMRemedies.tenantNamespace(context), to: CCMKubeconfig(context).object, context)),
        ]
    }

    /// Deletions that only a CCM ends.
    private func waiting(_ context: CheckContext) -> String {
        let held = context.topology.exposures.filter { exposure in
            exposure.isTerminating && exposure.service.metadata.finalizers.contains(KubeLBNames.cleanupFinalizer)
        }.map(\.path)
        guard !held.isEmpty else { return "" }
        return ". The deletion of \(ServiceWords.list(held, limit: 3)) waits for it: only a CCM removes the finalizer "
            + KubeLBNames.cleanupFinalizer
    }

    private func lease(_ context: CheckContext) -> [Evidence] {
        let ccm = context.topology.ccm
        guard let lease = context.topology.lease(of: ccm).value, let renewed = lease.renewTime else { return [] }
        return [lease.evidence("spec.renewTime", renewed.description, at: renewed)]
    }
}
