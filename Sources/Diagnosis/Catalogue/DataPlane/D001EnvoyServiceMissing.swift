import Characters
import KubeLB
import Kubernetes
import Topology

/// KLC-D001: the manager's Service for a LoadBalancer is not there, going away, or not what the manager writes.
struct D001EnvoyServiceMissing: Check {
    let documentation = CheckDocumentation(
        code: "D001",
        title: "The envoy Service is missing or misconfigured",
        severity: .error,
        explains: [
            .envoyService, .envoyServiceKept, .envoyServicePorts, .envoyServiceType, .envoySelected,
            .envoyServiceTargets,
        ],
        hop: .envoyService,
        inputs: [.tenantServices, .loadBalancers, .managementServices],
        optionalInputs: [.managementPods, .managerLogs], judgesManagementAlone: true,
        causedBy: [
            "M001", "M002", "M006", "M008", "T001", "T003", "T004", "T005", "T009", "L005", "L010", "L011", "D003",
            "D042",
        ],
        meaning: """
            For every LoadBalancer that it has accepted, the manager maintains a Service envoy-<uid> with the same \
            ports in the tenant's namespace of the management cluster. That Service does not exist, is being deleted, \
            lacks ports, has the wrong type, selects no Envoy pods, leads to a port on which Envoy does not listen, or has a \
            label that makes kube-proxy ignore it. If the manager logged why it could not create the Service, the finding quotes it, also if that was some time ago.
            """,
        impact: "No Service can be given an address, or nothing responds at the address.",
        mending: """
            Any change to the LoadBalancer makes the manager write the Service again. If it does not, its log shows why. \
            A Service that is stuck deleting is recreated when its finalizers are gone.
            """,
        examples: [
            .fires(
                .error, "the envoy Service was deleted and did not come back",
                """
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: null}}
                """),
            .fires(
                .error, "a webhook with another certificate refused it, and the manager has not tried again since",
                """
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: null}}
                logs:
                  management/kubelb/kubelb-manager-1/manager.log: |
                    {"level":"error","ts":"2026-11-22T11:30:00Z","msg":"Reconciler error","controller":"loadbalancer-controller",\
                "namespace":"tenant-acme","name":"00000000-0000-4000-8000-000000000001","error":"failed to create service: \
                Internal error occurred: failed calling webhook \\"mservice.elbv2.k8s.aws\\": failed to call webhook: Post \
                \\"https://aws-load-balancer-webhook-service.kube-system.svc:443/mutate\\": tls: failed to verify certificate: \
                x509: certificate signed by unknown authority"}
                """),
            .fires(
                .error, "the envoy Service lacks a port of the LoadBalancer",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {spec: {ports: [
                  {name: http, port: 80, protocol: TCP}, {name: https, port: 443, protocol: TCP}]}}}}
                """),
            .fires(
                .info, "the LoadBalancer is three seconds old",
                """
                now: "2026-11-22T10:00:03Z"
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: null}}
                """),
            .fires(
                .warning, "the LoadBalancer is ten seconds old",
                """
                now: "2026-11-22T10:00:10Z"
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: null}}
                """),
            .fires(
                .error, "somebody made it a NodePort Service",
                """
                tenant: {services: {shop/web: {status: {loadBalancer: null}}}}
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                  spec: {type: NodePort}, status: {loadBalancer: null}}}}
                """),
            .fires(
                .error, "its selector finds no Envoy",
                """
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                  spec: {selector: {app.kubernetes.io/name: tenant-other}}}}}
                """),
            .fires(
                .error, "somebody changed its target port to one on which Envoy does not listen",
                """
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {spec: {ports: [
                  {name: http, port: 80, protocol: TCP, targetPort: 8080}]}}}}
                """),
            .fires(
                .error, "the same within the manager's range, by another field manager",
                TargetPortExamples.moved(by: "kubectl-edit")),
            .fires(
                .error, "its target port is a name, which no container of Envoy has",
                """
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {spec: {ports: [
                  {name: http, port: 80, protocol: TCP, targetPort: http}]}}}}
                """),
            .fires(
                .error, "its deletion is blocked",
                """
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {metadata: {
                  deletionTimestamp: "2026-11-22T11:00:00Z", finalizers: [service.kubernetes.io/load-balancer-cleanup]}}}}
                """),
            .fires(
                .warning, "its deletion has been blocked for half a minute",
                """
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {metadata: {
                  deletionTimestamp: "2026-11-22T11:59:30Z", finalizers: [example.com/hold]}}}}
                """),
            .fires(
                .error, "a label makes kube-proxy ignore it",
                """
                management: {services: {infra/gateway: {spec: {type: LoadBalancer}}, \(labelled("cilium"))}}
                """),
            .silent(
                "all Services of the management cluster have the label",
                """
                management: {services: {\(labelled("cilium")), infra/gateway: {metadata: {labels: {
                  service.kubernetes.io/service-proxy-name: cilium}}, spec: {type: LoadBalancer}}}}
                """),
            .silent(
                "the manager itself reallocated the target port",
                TargetPortExamples.moved(by: "kubelb")),
            .silent(
                "the manager has not accepted the LoadBalancer, which is another fault",
                """
                management:
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
                    metadata: {finalizers: null}, status: null}}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: null}
                """),
            .silent(
                "the LoadBalancer is being deleted",
                """
                management:
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
                    metadata: {deletionTimestamp: "2026-11-22T11:59:50Z"}}}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: null}
                """),
        ])

    private static func labelled(_ proxy: String) -> String {
        """
        tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {metadata: {labels: {
          service.kubernetes.io/service-proxy-name: \(proxy)}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenExposures.compactMap { exposure in
            guard let loadBalancer = exposure.loadBalancer.value, !loadBalancer.metadata.isBeingDeleted else {
                return nil
            }
            switch exposure.envoyService {
            case .absent: return missing(exposure, loadBalancer, context)
            case .present(let envoy):
                let carried = CarriedService(exposure: exposure, loadBalancer: loadBalancer, envoy: envoy)
                guard !envoy.metadata.isBeingDeleted else { return going(carried, context) }
                return lacking(carried, context) ?? changed(carried, context) ?? ignored(carried, context)
            case .forbidden, .failed, .notCollected: return nil
            }
        }
    }

    private func missing(_ exposure: Exposure, _ loadBalancer: LoadBalancer, _ context: CheckContext) -> Finding? {
        let status = loadBalancer.status
        let wasHandled = !(status?.ports.isEmpty ?? true) || !(status?.ingress.isEmpty ?? true)
        // One that the manager never took has KLC-L005.
        guard loadBalancer.isAccepted || wasHandled else { return nil }
        let (severity, note) = context.symptom(since: exposure.lastChange)
        let namespace = loadBalancer.metadata.namespace
        let name = KubeLBNames.envoyServiceName(forLoadBalancer: loadBalancer.metadata.name)
        let failure = lastFailure(loadBalancer, context)
        let trace = loadBalancer.isAccepted ? "the manager accepted the LoadBalancer" : "the manager once served it"
        return Finding(
            severity,
            "\(exposure.service.reference) has no envoy Service: \(namespace)/\(name) does not exist, although \(trace)\(note)"
                + (failure.map { ". The manager failed to write it \($0.age)ago: \($0.error.sentence)" } ?? ""),
            resource: exposure.resource,
            objects: [
                context.reference(exposure), ObjectReference(.management, loadBalancer),
                ObjectReference(.management, kind: Service.kind, namespace: namespace, name: name),
            ],
            evidence: [
                Evidence("Services of namespace \(namespace)", "none named \(name)"),
                loadBalancer.evidence(
                    "metadata.finalizers",
                    loadBalancer.metadata.finalizers.isEmpty
                        ? "none" : loadBalancer.metadata.finalizers.joined(separator: ", "),
                    at: loadBalancer.metadata.creationTimestamp),
            ] + (failure.map { [$0.error.evidence($0.source)] } ?? []),
            remedies: failure.map {
                $0.error.remedies(
                    .management, namespace: namespace, by: context.topology.manager,
                    retry: ObjectReference(.management, loadBalancer), context)
            } ?? remedies(loadBalancer, context))
    }

    /// What the manager logged last about a LoadBalancer whose Service is still missing, if a next try is overdue: KLC-L010 quotes
    /// errors that go on.
    private func lastFailure(
        _ loadBalancer: LoadBalancer, _ context: CheckContext
    ) -> (error: WriteError, source: LogSource, age: String)? {
        let found = ControllerErrors(context.topology.manager, context).ever(
            of: LogLine.Object(loadBalancer.metadata))
        guard let (source, line) = found.last, let time = line.time,
            loadBalancer.metadata.creationTimestamp.map({ time > $0 }) ?? true,
            !line.isRecent(at: context.now)
                || LogLine.retryDue(after: found.map(\.line)).map({ $0 < context.now }) ?? false,
            line.error.containsBytes(of: "service") || Refusal(line.error) != nil
        else { return nil }
        return (WriteError(line), source, context.age(of: time).map { "\($0) " } ?? "")
    }

    private func lacking(_ carried: CarriedService, _ context: CheckContext) -> Finding? {
        let missing = DesiredEnvoyService.missingPorts(of: carried.loadBalancer, in: carried.envoy)
        guard !missing.isEmpty else { return nil }
        let (severity, note) = context.symptom(since: carried.exposure.lastChange)
        return Finding(
            severity,
            "The envoy Service of \(carried.service.reference) lacks \(ServiceWords.list(missing.map(\.label))), which the "
                + "LoadBalancer has\(note)",
            resource: carried.exposure.resource, objects: carried.references,
            evidence: [
                carried.loadBalancer.evidence(
                    "spec.ports",
                    ServiceWords.list(carried.loadBalancer.spec.ports.map(\.label), limit: 10),
                    at: carried.loadBalancer.metadata.lastSpecWrite),
                carried.envoy.evidence(
                    "spec.ports",
                    ServiceWords.list(carried.envoy.ports.map(\.label), limit: 10),
                    at: carried.envoy.metadata.lastSpecWrite),
            ],
            remedies: remedies(carried.loadBalancer, context))
    }

    /// The manager recreates it, but not before the old one is gone.
    private func going(_ carried: CarriedService, _ context: CheckContext) -> Finding? {
        guard let held = HeldDeletion(.management, carried.envoy) else { return nil }
        let (severity, note) = context.symptom(since: held.since)
        return Finding(
            severity,
            "The envoy Service of \(carried.service.reference) has been terminating\(held.sentence(context)). When it is "
                + "gone, the manager recreates it, and the address may change\(note)",
            resource: carried.exposure.resource, objects: carried.references, evidence: held.evidence,
            remedies: held.remedies(context))
    }

    private func changed(_ carried: CarriedService, _ context: CheckContext) -> Finding? {
        let envoy = carried.envoy
        let expected = DesiredEnvoyService.type(for: carried.loadBalancer)
        let difference: String
        let evidence: Evidence
        if envoy.type != expected {
            difference = "has type \(envoy.type) instead of \(expected)"
            evidence = envoy.evidence("spec.type", envoy.type, at: envoy.metadata.lastSpecWrite)
        } else if context.topology.selectsNoEnvoy(envoy) {
            let selector = envoy.selector.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            let words = selector.isEmpty ? "none" : selector.joined(separator: ", ")
            difference = "selects no Envoy pods: its selector is \(words)"
            evidence = envoy.evidence("spec.selector", words, at: envoy.metadata.lastSpecWrite)
        } else if let port = UnservedTargetPort.all(in: envoy, of: carried.loadBalancer).first {
            difference = "sends \(port.label) to target port \(port.actual), but Envoy listens on \(port.served) for it"
            let writer = port.writer.map { ", written by \($0)" } ?? ""
            evidence = envoy.evidence(
                "spec.ports", "\(port.label) to \(port.actual)\(writer)",
                at: port.time ?? envoy.metadata.lastSpecWrite)
        } else {
            return nil
        }
        let (severity, note) = context.symptom(since: carried.lastChange)
        return Finding(
            severity, "The envoy Service of \(carried.service.reference) \(difference)\(note)",
            resource: carried.exposure.resource, objects: carried.references, evidence: [evidence],
            remedies: remedies(carried.loadBalancer, context))
    }

    /// A label leaves it to another proxy than kube-proxy. The manager writes no such label and does not remove it.
    private func ignored(_ carried: CarriedService, _ context: CheckContext) -> Finding? {
        let envoy = carried.envoy
        guard let (label, value) = envoy.proxyLabel else { return nil }
        // If all Services have it, there is such a proxy.
        let others = (context.topology.list(.management, Service.self).value?.items ?? []).filter {
            $0.isLoadBalancer && $0.metadata.path != envoy.metadata.path
        }
        guard others.isEmpty || others.contains(where: { $0.metadata.labels[label] != value }) else { return nil }
        return Finding(
            others.isEmpty ? .warning : .error,
            "The envoy Service of \(carried.service.reference) has the label \(label)=\(value), so kube-proxy ignores it, and "
                + "nothing serves its address unless another proxy does",
            resource: carried.exposure.resource, objects: carried.references,
            evidence: [envoy.evidence("metadata.labels[\(label)]", value)],
            remedies: [
                .fix(
                    "remove the label, unless another proxy is to serve the Service",
                    context.kubectl("label", ObjectReference(.management, envoy), "\(label)-"))
            ])
    }

    private func remedies(_ loadBalancer: LoadBalancer, _ context: CheckContext) -> [Remedy] {
        [
            context.retry(loadBalancer, "writes the envoy Service"),
            context.restart(context.topology.manager, " so that it reconciles every LoadBalancer"),
            context.log(of: context.topology.manager),
        ]
    }
}
