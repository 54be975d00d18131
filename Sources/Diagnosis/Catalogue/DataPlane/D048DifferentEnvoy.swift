import Characters
import KubeLB
import Kubernetes
import Topology

/// KLC-D048: the tenant's Envoy has another template than those of most other tenants.
struct D048DifferentEnvoy: Check {
    let documentation = CheckDocumentation(
        code: "D048",
        title: "The tenant's Envoy differs from those of other tenants",
        severity: .warning,
        hop: .envoy,
        inputs: [.loadBalancers, .managementDeployments, .tenants],
        optionalInputs: [.routes],
        meaning: """
            The manager writes the Envoy Deployments of all tenants alike, from its Config; only a Tenant with settings in \
            spec.envoyProxy may have a different one. The image, arguments or resources of this tenant's Envoy differ from those \
            of most tenants: an upgrade stopped half-way, or somebody changed the Deployment by hand. Only evaluated if the \
            Deployments of other tenants can be read; a change of the last ten minutes is not reported.
            """,
        impact: """
            An upgrade that may fix a vulnerability is not applied, or the tenant's Envoy behaves differently from others with the \
            same configuration.
            """,
        mending: """
            Restart the manager, which writes the Deployments again, and check its log if the difference remains. If it is \
            intended, set it in spec.envoyProxy of the Tenant.
            """,
        examples: [
            .fires(
                .warning, "the image is another one than that of two others",
                others("image: 'envoyproxy/envoy:distroless-v1.37.0'")),
            .fires(
                .warning, "it logs more than the others",
                """
                \(others("image: 'envoyproxy/envoy:distroless-v1.36.4', args: [--service-node, TENANT, --log-level, info]"))
                    tenant-acme/envoy-tenant-acme: {spec: {template: {spec: {containers: [{name: envoy-proxy,
                      image: 'envoyproxy/envoy:distroless-v1.36.4', args: [--service-node, tenant-acme, --log-level, debug]}]}}}}
                """),
            .fires(
                .info, "the others have a memory limit",
                others("image: 'envoyproxy/envoy:distroless-v1.36.4', resources: {limits: {memory: 512Mi}}")),
            .silent(
                "the others have the same image from a mirror",
                others("image: 'mirror.example/lb/envoy:distroless-v1.36.4'")),
            .silent(
                "the images of the others are pinned by their digest",
                others("image: 'envoyproxy/envoy@sha256:0123456789abcdef'")),
            .silent(
                "their arguments differ in the name of the tenant only",
                """
                \(others("image: 'envoyproxy/envoy:distroless-v1.36.4', args: [--service-node, TENANT]"))
                    tenant-acme/envoy-tenant-acme: {spec: {template: {spec: {containers: [{name: envoy-proxy,
                      image: 'envoyproxy/envoy:distroless-v1.36.4', args: [--service-node, tenant-acme]}]}}}}
                """),
            .silent(
                "the Tenant has settings of its own",
                """
                \(others("image: 'envoyproxy/envoy:distroless-v1.37.0'"))
                  tenants.kubelb.k8c.io: {acme: {spec: {envoyProxy: {image: 'envoyproxy/envoy:distroless-v1.36.4'}}}}
                """),
            .silent(
                "the others were changed minutes ago: a rollout",
                others("image: 'envoyproxy/envoy:distroless-v1.37.0'", created: "2026-11-22T11:55:00Z")),
            .silent(
                "it was changed minutes ago: a rollout that begins with it",
                """
                \(others("image: 'envoyproxy/envoy:distroless-v1.35.0'"))
                    tenant-acme/envoy-tenant-acme: {metadata: {creationTimestamp: "2026-11-22T11:55:00Z"}}
                """),
            .silent(
                "its pods are being replaced",
                """
                \(others("image: 'envoyproxy/envoy:distroless-v1.37.0'"))
                    tenant-acme/envoy-tenant-acme: {status: {updatedReplicas: 1}}
                """),
            .silent(
                "one of four differs, and it is another one",
                """
                \(others("image: 'envoyproxy/envoy:distroless-v1.36.4'"))
                    tenant-dale/envoy-tenant-dale: {spec: {template: {spec: {containers: [{name: envoy-proxy,
                      image: 'envoyproxy/envoy:distroless-v1.37.0'}]}}}}
                """),
            .silent(
                "the tenant has no LoadBalancers and no Routes",
                """
                \(others("image: 'envoyproxy/envoy:distroless-v1.37.0'"))
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}
                """),
            .silent("the Deployments of other tenants were not read"),
        ])

    /// Two other tenants whose Envoys have that container; further Deployments may follow. `TENANT` is the namespace.
    private static func others(_ container: String, created: String = "2026-11-22T10:00:00Z") -> String {
        let entries = ["tenant-beta", "tenant-corp"].map { namespace in
            """
                \(namespace)/envoy-\(namespace): {metadata: {creationTimestamp: "\(created)"}, spec: {replicas: 1, template: {
                  spec: {containers: [{name: envoy-proxy, \(container.replacingBytes(of: "TENANT", with: namespace))}]}}},
                  status: {replicas: 1, readyReplicas: 1, updatedReplicas: 1}}
            """
        }
        return "management:\n  deployments.apps:\n" + entries.joined(separator: "\n")
    }

    /// Seconds for which a rollout over all tenants is in progress.
    private static let rollout = 600.0

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        // Without any, the manager has no reason to write the Deployment.
        guard let tenant = context.diagnosedTenant,
            topology.loadBalancers.value?.isEmpty == false || topology.routes.value?.isEmpty == false
        else { return [] }
        let deviations = topology.envoyDeviations.filter { deviation in
            ![deviation.own, deviation.other].contains { isFresh($0.deployment, context) }
                && !EnvoyWorkload(deviation.own.deployment).isRollingOut
        }
        guard let first = deviations.first else { return [] }
        let words = deviations.map(Self.words)
        let difference = ServiceWords.list(words.flatMap(\.self), limit: 3)
        let count = deviations.map(\.count).max() ?? 0
        let deployment = first.own.deployment
        let object = ObjectReference(.management, deployment)
        let remedies = [
            context.restart(topology.manager, " so that it writes the Deployment again"),
            .inspect(
                "show who changed the Deployment", context.kubectl("get", object, "-o yaml --show-managed-fields")),
            context.log(of: topology.manager),
        ]
        var finding = Finding(
            deviations.contains { $0.part != .resources } ? .warning : .info,
            "The Envoy of tenant \(tenant.name) differs from those of \(ServiceWords.count(count, "other tenant")): "
                + difference,
            objects: [object, .tenant(tenant.name)],
            evidence: [
                deployment.evidence("spec.template", Self.summary(first.own), at: deployment.metadata.lastSpecWrite),
                first.other.deployment.evidence(
                    "spec.template", Self.summary(first.other), at: first.other.deployment.metadata.lastSpecWrite),
            ],
            remedies: remedies)
        finding.common = CommonCause(
            subject: .part(.envoyTemplate, difference), detail: "They have \(difference)", objects: [object],
            remedies: [
                context.restart(topology.manager, " so that it writes the Deployments again"),
                context.log(of: topology.manager),
            ])
        return [finding]
    }

    private func isFresh(_ deployment: Deployment, _ context: CheckContext) -> Bool {
        deployment.metadata.lastSpecWrite.map { context.now.seconds(since: $0) < Self.rollout } ?? true
    }

    private static func summary(_ entry: EnvoyTemplates.Entry) -> String {
        "image \(entry.image), \(ServiceWords.count(entry.args.count, "argument"))"
            + (entry.resources.isEmpty
                ? "" : ", " + entry.resources.map { "\($0.key) \($0.value)" }.sorted().joined(separator: ", "))
    }

    /// `image distroless-v1.30.0 instead of distroless-v1.36.4`.
    private static func words(_ deviation: EnvoyTemplates.Deviation) -> [String] {
        let (own, other) = (deviation.own, deviation.other)
        switch deviation.part {
        case .image: return ["image \(own.tag ?? own.image) instead of \(other.tag ?? other.image)"]
        case .args: return differences(flags(own.args), flags(other.args))
        case .resources: return differences(own.resources, other.resources)
        }
    }

    private static func differences(_ own: [String: String], _ other: [String: String]) -> [String] {
        Set(own.keys).union(other.keys).sorted().filter { own[$0] != other[$0] }.map { name in
            let values = [own[name], other[name]].map { $0.map { $0.isEmpty ? "set" : $0 } ?? "none" }
            // A whole configuration is no text for a sentence.
            guard values.allSatisfy({ $0.utf8.count <= shownValue }) else { return "another \(name)" }
            return "\(name) \(values[0]) instead of \(values[1])"
        }
    }

    private static let shownValue = 40

    /// Arguments by their names: `--name value` and `--name=value`.
    private static func flags(_ args: [String]) -> [String: String] {
        var flags: [String: String] = [:]
        var last = ""
        for arg in args {
            if arg.hasPrefix("-") {
                let parts = arg.split(separator: "=", maxSplits: 1).map(String.init)
                last = parts.first ?? arg
                flags[last] = parts.count > 1 ? parts[1] : ""
            } else {
                let value = flags[last] ?? ""
                flags[last] = value.isEmpty ? arg : "\(value) \(arg)"
            }
        }
        return flags
    }
}
