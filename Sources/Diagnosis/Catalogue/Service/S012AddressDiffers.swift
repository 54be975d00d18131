import KubeLB
import Kubernetes
import Topology

/// KLC-S012: the Service does not show the address that its LoadBalancer has.
struct S012AddressDiffers: Check {
    let documentation = CheckDocumentation(
        code: "S012",
        title: "The Service does not show the address of its LoadBalancer",
        severity: .error,
        explains: [.addressCopied],
        hop: .serviceStatus,
        inputs: [.tenantServices, .loadBalancers],
        optionalInputs: [.tenantDeployments, .tenantEvents, .tenantLeases, .tenantCalicoControllers],
        causedBy: ServiceCauses.ccm + ["C008", "C014", "C016", "L002", "R002", "R003", "T006"],
        meaning: """
            The CCM copies the address from the status of the LoadBalancer to the status of the Service. The two \
            differ: the CCM has not copied it, or another controller also writes to the Service.
            """,
        impact: "The address in the Service, and in DNS records created from it, is not the one KubeLB serves.",
        mending: """
            Get the CCM running again, or keep the other controller away from the Service (KLC-C008): two controllers \
            that manage the same Service overwrite each other. A load-balancer implementation of the tenant cluster, such as \
            MetalLB, clears addresses that are not of its own pools: give it a class of its own.
            """,
        examples: [
            .fires(
                .error, "the Service shows another address",
                "tenant: {services: {shop/web: {status: {loadBalancer: {ingress: [{ip: 192.0.2.1}]}}}}}"),
            .fires(
                .error, "the Service shows none",
                "tenant: {services: {shop/web: {status: {loadBalancer: null}}}}"),
            .fires(
                .warning, "the address came ten seconds ago",
                """
                tenant: {services: {shop/web: {metadata: {creationTimestamp: "2026-11-22T11:59:50Z"},
                  status: {loadBalancer: null}}}}
                """),
            .fires(
                .error, "MetalLB of the tenant cluster clears the address",
                """
                tenant:
                  services: {shop/web: {status: {loadBalancer: null}}}
                  deployments.apps: {\(Self.metalLB())}
                  events: {shop/web.1: {type: Warning, reason: AllocationFailed, count: 404,
                    message: 'Failed to allocate IP for "shop/web": no available IPs', source: {component: metallb-controller},
                    lastTimestamp: "2026-11-22T11:52:00Z", involvedObject: {kind: Service, namespace: shop, name: web}}}
                """),
            .fires(
                .error, "kube-vip of the tenant cluster wrote the status last",
                """
                tenant: {services: {shop/web: {status: {loadBalancer: {ingress: [{ip: 192.0.2.1}]}}, metadata: {managedFields: [
                  {manager: kube-vip, operation: Update, subresource: status, time: "2026-11-22T11:50:00Z",
                  fieldsV1: {"f:status": {"f:loadBalancer": {"f:ingress": {}}}}}]}}}}
                """),
            .fires(
                .error, "Cilium of the tenant cluster clears the address, for which it has no pool",
                """
                tenant: {services: {shop/web: {status: {loadBalancer: null, conditions: [{type: cilium.io/IPAMRequestSatisfied,
                  status: "False", reason: no_pool, message: There are no enabled CiliumLoadBalancerIPPools that match this service,
                  lastTransitionTime: "2026-11-22T11:52:00Z"}]}}}}
                """),
            .fires(
                .error, "Calico of the tenant cluster assigns addresses to all Services",
                """
                tenant:
                  services: {shop/web: {status: {loadBalancer: {ingress: [{ip: 192.0.2.160}]}}}}
                  kubecontrollersconfigurations.crd.projectcalico.org: {default: {spec: {controllers: {
                    loadBalancer: {assignIPs: AllServices}}}}}
                """),
            .fires(
                .error, "MetalLB of the tenant cluster serves Services without a class",
                """
                tenant: {services: {shop/web: {status: {loadBalancer: null}}}, deployments.apps: {\(Self.metalLB())}}
                """),
            .fires(
                .error, "MetalLB of the tenant cluster has a class of its own",
                """
                tenant: {services: {shop/web: {status: {loadBalancer: null}}},
                  deployments.apps: {\(Self.metalLB(", args: [--lb-class=metallb]"))}}
                """),
            .silent(
                "MetalLB of the tenant cluster leaves the Service alone",
                "tenant: {deployments.apps: {\(Self.metalLB())}}"),
            .silent(
                "the Service is being deleted",
                """
                tenant: {services: {shop/web: {metadata: {deletionTimestamp: "2026-11-22T11:59:50Z"},
                  status: {loadBalancer: null}}}}
                """),
            .silent(
                "neither has one",
                """
                tenant: {services: {shop/web: {status: {loadBalancer: null}}}}
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
                  status: {loadBalancer: null}}}}
                """),
        ])

    private static func metalLB(_ arguments: String = "") -> String {
        """
        metallb-system/controller: {metadata: {labels: {app: metallb, component: controller}}, spec: {replicas: 1, \
        template: {spec: {containers: [{name: controller, image: "quay.io/metallb/controller:v0.15.2"\(arguments)}]}}}, \
        status: {replicas: 1, readyReplicas: 1}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenExposures.compactMap { exposure -> Finding? in
            guard let loadBalancer = exposure.loadBalancer.value, !loadBalancer.metadata.isBeingDeleted,
                (loadBalancer.status?.ingress.addresses ?? []) != exposure.addresses
            else { return nil }
            return finding(exposure, loadBalancer, context)
        }
    }

    /// The LoadBalancer that another CCM has written for the same Service, if it has the address that the Service shows.
    private static func other(_ exposure: Exposure, _ context: CheckContext) -> LoadBalancer? {
        guard !exposure.addresses.isEmpty else { return nil }
        return (context.topology.list(.management, LoadBalancer.self).value?.items ?? []).first {
            $0.metadata.name == exposure.service.metadata.uid
                && $0.metadata.namespace != exposure.loadBalancer.value?.metadata.namespace
                && $0.status?.ingress.addresses == exposure.addresses
        }
    }

    private func finding(_ exposure: Exposure, _ loadBalancer: LoadBalancer, _ context: CheckContext) -> Finding {
        let service = exposure.service
        let published = ServiceWords.addresses(loadBalancer.status?.ingress.addresses ?? [])
        let shown = ServiceWords.addresses(exposure.addresses)
        let publishing = Self.lastStatusWrite(loadBalancer.metadata)
        let writer = Self.lastStatusWrite(service.metadata)
        // An old Service may have been given its address just now.
        let start = [exposure.lastChange, publishing?.time].compactMap { $0 }.max()
        let (severity, note) = context.symptom(since: start)
        let isForeign = writer.map { !Self.ccmManagers.contains($0.manager) } ?? false
        var message = "\(service.reference) shows \(shown), but \(loadBalancer.reference) has \(published)"
        if let writer, isForeign {
            message += "; the Service's status was last written by \(writer.manager)"
            message += context.age(of: writer.time).map { ", \($0) ago" } ?? ""
        }
        let other = Self.other(exposure, context)
        if let other {
            message += ". \(shown) is the address of \(other.reference), so another CCM manages the Service, too"
        }
        let rival = other == nil ? StatusRival(of: service, isForeign: isForeign, context) : nil
        if let rival { message += ". \(rival.sentence)" }
        return Finding(
            severity, message + note, resource: exposure.resource,
            objects: [context.reference(exposure), ObjectReference(.management, loadBalancer)],
            evidence: [
                service.evidence("status.loadBalancer.ingress", shown, at: writer?.time),
                loadBalancer.evidence("status.loadBalancer.ingress", published, at: publishing?.time),
                service.evidence(
                    "last writer of status (metadata.managedFields)",
                    writer.map { $0.manager } ?? "none", at: writer?.time),
            ] + (rival?.evidence ?? []),
            remedies: (rival?.remedies(context.reference(exposure), context) ?? [])
                + remedies(isForeign: isForeign && rival == nil, exposure, context))
    }

    /// The CCM's name as a field manager: that of its binary.
    private static let ccmManagers: Set<String> = ["ccm", KubeLBNames.ccmAppName]

    private static func lastStatusWrite(_ metadata: ObjectMeta) -> ManagedFieldsEntry? {
        metadata.managedFields.filter { $0.subresource == "status" }
            .max { ($0.time?.milliseconds ?? 0) < ($1.time?.milliseconds ?? 0) }
    }

    private func remedies(isForeign: Bool, _ exposure: Exposure, _ context: CheckContext) -> [Remedy] {
        let writers = Remedy.inspect(
            "find the other controller in the list of writers",
            context.kubectl("get", context.reference(exposure), "-o yaml --show-managed-fields"))
        let retry = context.retry(exposure, "copies the address")
        return (isForeign ? [.fix("keep the other controller away from this Service"), writers] : [])
            + [retry, context.log(of: context.topology.ccm)]
    }
}
