import Characters
import KubeLB
import Kubernetes
import Topology

/// KLC-D040: what assigns or announces an address logs the same error again and again.
struct D040RepeatedErrors: Check {
    let documentation = CheckDocumentation(
        code: "D040",
        title: "The load-balancer implementation repeats an error",
        severity: .warning,
        explains: [.probes],
        hop: .envoyService,
        inputs: [.tenantServices, .loadBalancers, .managementServices],
        optionalInputs: [.managementDeployments, .managementDaemonSets, .managementPods, .managerLogs],
        judgesManagementAlone: true,
        causedBy: ["M001", "M012", "M017", "D022", "D024", "D025", "D030", "D031", "D034", "D041"],
        meaning: """
            The envoy Service has an address, but a program that assigns addresses, announces them to the network or \
            forwards their traffic on the nodes (MetalLB, kube-vip, Cilium, a cloud controller manager and others) logs the \
            same error again and again, for minutes, and still does. The error names this Service, or no object at all, so that \
            it may concern every Service.
            """,
        impact:
            "The address may not respond, or changes of the Service may not take effect, although every object shows them.",
        mending: "Fix what the log names, then see that the program stops logging it.",
        examples: [
            .fires(.warning, "Cilium cannot program the Service on a node", cilium(full)),
            .fires(
                .warning, "a general error of the program that announces addresses",
                metalLB(
                    (50...58).map {
                        failing("11:\($0):00", "failed to list *v1.EndpointSlice: endpointslices is forbidden")
                    })),
            .silent("it came three times within a minute", cilium(full, times: ["11:58:10", "11:58:30", "11:58:50"])),
            .silent("it stopped half an hour ago", cilium(full, times: ["11:10:00", "11:20:00", "11:30:00"])),
            .silent(
                "a later line reports success for the Service",
                cilium(
                    full,
                    then: """
                        time=\\"2026-11-22T11:59:30Z\\" level=info msg=\\"Upserted service successfully\\" \
                        k8sSvcName=envoy-00000000-0000-4000-8000-000000000001
                        """)),
            .silent(
                "it is about a Service of another program",
                cilium("k8sNamespace=shop k8sSvcName=web error=\\\"Unable to update service entry\\\"")),
            .silent(
                "it is about pods, which Cilium connects as well",
                cilium("error=\\\"failed to compile\\\" subsys=endpoint-manager", message: "Regeneration failed")),
            .silent(
                "MetalLB's sessions with routers and its other speakers have checks of their own",
                metalLB(
                    (50...58).map {
                        failing("11:\($0):00", "dial 192.0.2.1:179: connection refused", "failed to connect to peer")
                    })),
            .silent(
                "a Service that it does not name gets no address",
                metalLB((50...58).map { failing("11:\($0):00", "no available IPs", "IP allocation failed") })),
            .silent("nothing is logged", metalLB([])),
        ])

    private static let full = """
        error=\\"Unable to update service entry 198.51.100.20:80 => 7 0 (4): Unable to update element for LB bpf map: \
        You can resize it with the flag \\\\\\"--bpf-lb-map-max\\\\\\"\\" k8sNamespace=tenant-acme \
        k8sSvcName=envoy-00000000-0000-4000-8000-000000000001
        """

    private static func cilium(
        _ fields: String, message: String = "Error while inserting service in LB map",
        times: [String] = ["11:45:52", "11:50:52", "11:55:52", "11:58:52"], then: String? = nil
    ) -> String {
        let lines =
            times.map {
                "time=\\\"2026-11-22T\($0)Z\\\" level=error msg=\\\"\(message)\\\" \(fields)"
            } + [then].compactMap(\.self)
        return """
            management:
              daemonsets.apps: {kube-system/cilium: {metadata: {labels: {k8s-app: cilium}}, spec: {
                selector: {matchLabels: {k8s-app: cilium}}, template: {spec: {containers: [{name: cilium-agent,
                  image: "quay.io/cilium/cilium:v1.16.15"}]}}}, status: {desiredNumberScheduled: 2, numberReady: 2}}}
              pods: {kube-system/cilium-7: {metadata: {labels: {k8s-app: cilium}}, status: {phase: Running}}}
            logs: {management/kube-system/cilium-7/cilium-agent.log: "\(lines.joined(separator: "\\n"))"}
            """
    }

    private static func metalLB(_ lines: [String]) -> String {
        """
        management:
          daemonsets.apps: {metallb-system/speaker: {metadata: {labels: {app: metallb, component: speaker}},
            spec: {selector: {matchLabels: {component: speaker}}, template: {spec: {
              containers: [{name: speaker, image: "quay.io/metallb/speaker:v0.15.2"}]}}},
            status: {desiredNumberScheduled: 2, numberReady: 2}}}
          pods: {metallb-system/speaker-1: {metadata: {labels: {component: speaker}}, status: {phase: Running}}}
          \(BalancerExamples.served)
        logs: {management/metallb-system/speaker-1/speaker.log: "\(lines.joined(separator: "\\n"))"}
        """
    }

    private static func failing(_ time: String, _ error: String, _ message: String = "failed to sync") -> String {
        #"{\"level\":\"error\",\"msg\":\"\#(message)\",\"error\":\"\#(error)\",\"ts\":\"2026-11-22T\#(time)Z\"}"#
    }

    func findings(in context: CheckContext) -> [Finding] {
        let served = context.carriedServices.filter { $0.envoy.isLoadBalancer && !$0.envoy.ingress.isEmpty }
        guard !served.isEmpty else { return [] }
        let workloads = context.topology.balancersInUse
        guard !workloads.isEmpty else { return [] }
        let balancers = LoadBalancers(context)
        let names = NamedObjects(served, context)
        return workloads.flatMap { workload -> [Finding] in
            let own = served.filter { serves(workload, $0, balancers) }
            return RepeatedBalancerError.all(of: workload, names, context).compactMap {
                finding($0, workload, own, context)
            }
        }
    }

    /// Whether a workload assigns or announces the address of a Service, as far as that is known.
    private func serves(_ workload: LoadBalancerWorkload, _ carried: CarriedService, _ balancers: LoadBalancers) -> Bool
    {
        balancers.implementation(of: carried.envoy).map { $0 == workload.implementation } ?? false
    }

    private func finding(
        _ found: RepeatedBalancerError, _ workload: LoadBalancerWorkload, _ own: [CarriedService],
        _ context: CheckContext
    ) -> Finding? {
        let services: [CarriedService]
        switch found.subject {
        case .services(let named): services = named
        case .all: services = own
        case .other: return nil
        }
        guard let first = services.first else { return nil }
        let count = services.count == 1 ? first.service.reference : ServiceWords.count(services.count, "Service")
        let address = services.count == 1 ? " (\(first.envoy.ingress.addresses.joined(separator: ", ")))" : ""
        return Finding(
            .warning,
            "\(workload.implementation.nameAtStart), which serves \(count)\(address), repeats an error: \(found.error.sentence(context))",
            resource: services.count == 1 ? first.exposure.resource : nil,
            objects: (services.count == 1
                ? first.references : services.prefix(5).map { ObjectReference(.management, $0.envoy) })
                + [workload.object],
            evidence: [found.error.evidence], confidence: .likely, remedies: found.remedies(about: first.envoy, context)
        )
    }
}
