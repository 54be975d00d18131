import KubeLB
import Kubernetes
import Topology

/// KLC-D002: the management cluster gives the envoy Service no address.
struct D002NoAddress: Check {
    let documentation = CheckDocumentation(
        code: "D002",
        title: "The envoy Service has no address",
        severity: .error,
        explains: [.address],
        hop: .envoyService,
        inputs: [.tenantServices, .loadBalancers, .managementServices],
        partialInputs: [.loadBalancers],
        optionalInputs: [
            .managementEvents, .addressPools, .managementNamespaces, .managementDeployments, .managementDaemonSets,
            .managementPods, .tenants, .tenantStates, .configs, .addresses, .tenantNodes, .ciliumPools,
            .targetGroupBindings,
            .managementNodes, .managerLogs, .managementVersion, .configMaps, .kubeControllersConfigurations,
        ], judgesManagementAlone: true,
        causedBy: ["M010", "M019", "M017", "D003", "D042"],
        meaning: """
            The address of a Service comes from the management cluster: a load-balancer implementation there (MetalLB, \
            a cloud provider's controller, …) assigns one to the Service envoy-<uid>. It has not done so.
            """,
        impact: "The Service in the tenant cluster gets no address.",
        mending: """
            Fix what the implementation reports in Events and conditions of the envoy Service: a quota or a pool that is \
            used up, a missing permission at the cloud, a missing or rejected annotation. If it reports nothing, check \
            whether it runs and serves the class of the Service.
            """,
        examples: D002Examples.all + D002Examples.ofImplementations + D002Examples.ofSettings)

    func findings(in context: CheckContext) -> [Finding] {
        let all = (context.carriedServices + context.servicesOfUnreadLoadBalancers).filter {
            $0.envoy.isLoadBalancer && $0.envoy.ingress.isEmpty
        }
        guard !all.isEmpty else { return [] }
        let others = AddressNeighbours(context.topology.list(.management, Service.self))
        let holders = AddressHolders(context.topology.list(.management, Service.self))
        let sources = AddressSources(context)
        // Without the LoadBalancer it is unknown whether the Service needs an address: only what was refused counts.
        let waiting = all.filter {
            $0.isLoadBalancerRead || AddressRefusal(of: $0.envoy, sources.balancers, in: context) != nil
        }
        guard !waiting.isEmpty else { return [] }
        let serving = Set(waiting.compactMap { sources.balancers.implementation(of: $0.envoy) })
        let stopped = serving.compactMap { sources.balancers.stopped(.controller, of: $0) }
        let orphans = AddressOrphans(context)
        let logs = Dictionary(
            uniqueKeysWithValues: serving.compactMap { served in BalancerLog(of: served, context).map { (served, $0) } }
        )
        return waiting.map { finding($0, others, holders, sources, stopped, logs, orphans, context) }
    }

    private func finding(
        _ carried: CarriedService, _ others: AddressNeighbours, _ holders: AddressHolders, _ sources: AddressSources,
        _ stopped: [StoppedLoadBalancer], _ logs: [LoadBalancerImplementation: BalancerLog], _ orphans: AddressOrphans?,
        _ context: CheckContext
    ) -> Finding {
        let (envoy, balancers) = (carried.envoy, sources.balancers)
        let start = [carried.exposure.lastChange, envoy.metadata.creationTimestamp].compactMap { $0 }.max()
        let refusal = AddressRefusal(of: envoy, balancers, in: context)
        let wish = AddressWish(of: carried, holders, in: context)
        // What is stated explicitly does not settle.
        let (severity, note) = refusal == nil && wish == nil ? context.symptom(since: start) : (.error, "")
        let age = note.isEmpty ? "has had no address\(context.forAge(of: start))" : "has no address\(note)"
        let serving = balancers.implementation(of: envoy)
        let stopped =
            refusal == nil
            ? balancers.stoppedServer(of: envoy) ?? stopped.first { $0.workload.implementation == serving } : nil
        let absent = refusal == nil && stopped == nil ? balancers.absent(for: envoy) : nil
        let withheld = refusal == nil && stopped == nil && absent == nil ? WithheldAddress(of: envoy, context) : nil
        // Another program may serve the class of Services that have an address.
        let mayBeSkipped =
            refusal == nil && stopped == nil && absent == nil
            && others.withAddress(ofClass: envoy.loadBalancerClass) == 0
        let skipped = mayBeSkipped ? balancers.skipping(envoy) : nil
        let isUnexplained = refusal == nil && stopped == nil && skipped == nil && serving == nil
        let off =
            (mayBeSkipped && skipped == nil ? sources.switchedOff : nil)
            ?? (isUnexplained && absent == nil ? SwitchedOffBalancer(unrequestedBy: envoy, context) : nil)
        let provider = isUnexplained && off == nil && envoy.loadBalancerClass == nil ? sources.missingProvider : nil
        let pools = refusal?.author == .cilium ? CiliumPools(for: envoy, in: context) : nil
        let restricted = wish == nil && refusal?.isShortage == true ? RestrictedPools(for: carried, in: context) : nil
        let usable =
            wish == nil && pools == nil && restricted == nil && refusal?.concernsPools == true ? sources.pools : nil
        let otherFamily = usable.flatMap { PoolFamilies(for: envoy, among: $0.open(to: envoy, in: context)) }
        let exhausted =
            refusal?.isShortage == true && wish == nil && pools == nil && restricted == nil && otherFamily == nil
            ? sources.pools.flatMap { ExhaustedPool(for: envoy, among: $0, in: context) } : nil
        let orphans = refusal?.isShortage == true && otherFamily == nil ? orphans : nil
        let log = refusal == nil && stopped == nil ? serving.flatMap { logs[$0] } : nil
        // What the tenant's Service requests itself is no choice.
        let chosen = LoadBalancerImplementation.chosenAddress(of: envoy).flatMap {
            carried.service.metadata.annotations.values.contains($0) ? nil : $0
        }
        // They write the status of the Service.
        let announcer = chosen == nil || refusal != nil ? nil : balancers.stopped(.announcer, of: .kubeVIP)
        let idle = chosen == nil || refusal != nil || announcer != nil ? nil : IdleKubeVIP(context)
        let choice = chosen.map {
            "kube-vip has chosen \($0), and none of its pods has taken the address up"
                + ((announcer?.sentence ?? idle?.words).map { ": \($0)" } ?? "")
        }
        let reports =
            withheld.map { [$0.sentence] }
            ?? [refusal == nil ? choice : nil, announcer == nil ? log?.sentence : nil].compactMap { $0 }
        let success = SuccessWithoutAddress(of: envoy, balancers, context)
        let unknown = success?.sentence ?? others.sentence(for: envoy, serving, context)
        let reason =
            !reports.isEmpty
            ? reports.joined(separator: ". ")
            : refusal?.sentence ?? stopped.map {
                "\($0.workload.implementation.nameAtStart) does not run"
                    + "\($0.workload.role == .server ? " for this Service" : ""): \($0.sentence)"
            } ?? absent?.sentence ?? skipped?.sentence ?? off?.sentence ?? provider?.sentence ?? unknown
        let requests = wish == nil ? refusal?.requests(of: envoy) ?? [] : []
        let replaced = wish == nil ? ReplacedDefaults(for: envoy, refusal, in: context) : nil
        var finding = Finding(
            severity,
            "\(carried.service.reference) is pending: \(envoy.reference) \(age). \(reason)"
                + (wish.map { ". \($0.sentence)" } ?? "")
                + (requests.first.map { ". Its annotation \($0.annotation) requests that" } ?? "")
                + ((pools?.sentence ?? restricted?.sentence ?? otherFamily?.sentence).map { ". \($0)" } ?? "")
                + (exhausted?.sentence.map { ". \($0)" } ?? "")
                + (orphans.map { ". \($0.sentence)" } ?? "") + (replaced.map { ". \($0.sentence)" } ?? "")
                + (otherFamily == nil ? Self.families(carried) : ""),
            resource: carried.exposure.resource, objects: carried.references)
        finding.evidence = [
            envoy.evidence("status.loadBalancer.ingress", "empty", at: envoy.metadata.creationTimestamp)
        ]
        finding.evidence +=
            withheld?.evidence ?? announcer?.evidence ?? idle?.evidence ?? log.map { [$0.evidence] } ?? refusal.map {
                [$0.evidence]
            }
            ?? stopped?.evidence
            ?? absent?.evidence
            ?? skipped.map {
                [$0.evidence]
            } ?? off?.evidence ?? provider?.evidence ?? success?.evidence ?? []
        finding.evidence +=
            (pools?.evidence ?? restricted?.evidence ?? otherFamily?.evidence ?? exhausted?.evidence ?? [])
            + (replaced?.evidence ?? []) + (orphans?.evidence ?? [])
        if let refusal, orphans == nil, replaced == nil, otherFamily == nil {
            finding.common = exhausted?.common(refusal, context)
        } else if let stopped {
            finding.common = stopped.common
        }
        // What a Service lacks because KubeLB did not pass it on is fixed there.
        if let refusal, !refusal.unpropagated(carried).isEmpty { finding.suspects.append("S007") }
        finding.evidence +=
            wish?.evidence
            ?? requests.map { envoy.evidence("metadata.annotations[\($0.annotation)]", $0.value) }
        if otherFamily == nil, !Self.families(carried).isEmpty {
            finding.evidence += [carried.service, envoy].map {
                $0.evidence("spec.ipFamilies", $0.ipFamilies.joined(separator: ", "))
            }
        }
        finding.evidence += [
            envoy.evidence("spec.loadBalancerClass", envoy.loadBalancerClass ?? "not set"),
            Evidence("other LoadBalancer Services of the management cluster", others.summary(without: envoy)),
        ]
        let known =
            (pools?.remedies ?? restricted?.remedies ?? otherFamily?.remedies).map {
                $0 + (refusal?.remedies(about: envoy, balancers, context) ?? []).filter { $0.role == .inspect }
            }
            ?? withheld?.remedies(carried, context) ?? announcer?.remedies ?? idle?.remedies(context)
            ?? log?.remedies(about: envoy, context)
            ?? refusal?.remedies(about: envoy, balancers, context)
        finding.remedies =
            (orphans?.remedies(context) ?? []) + (replaced?.remedies(context) ?? [])
            + (wish?.remedies
                ?? requests.prefix(1).flatMap { AddressWish.remedies(.annotation($0.annotation), carried, context) })
            + (wish?.isRestricted == true
                ? (known ?? []).filter { $0.role == .inspect }
                : known ?? stopped?.remedies ?? absent?.remedies(carried, context) ?? skipped?.remedies(
                    for: [envoy], context)
                    ?? off?.remedies ?? provider?.remedies ?? unexplained(envoy, serving, balancers, context))
        if others.withAddress > 0, others.withAddress(ofClass: envoy.loadBalancerClass) == 0 {
            finding.remedies.append(AddressRefusal.showClasses(context))
        }
        return finding
    }
}
