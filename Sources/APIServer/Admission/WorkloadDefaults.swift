import Documents
import Kubernetes

/// What the API server fills in where Deployments and pods say nothing, as far as anybody here looks at it.
enum WorkloadDefaults {
    static func apply(to workload: JSONValue, _ kind: ServedKind) -> JSONValue {
        guard var object = workload.object, var specification = object["spec"]?.object else { return workload }
        if kind.name != "daemonsets", specification["replicas"] == nil { specification["replicas"] = 1 }
        if kind.name == "deployments" {
            for (name, value) in [
                (
                    "strategy",
                    ["type": "RollingUpdate", "rollingUpdate": ["maxSurge": "25%", "maxUnavailable": "25%"]]
                        as JSONValue
                ),
                ("revisionHistoryLimit", 10), ("progressDeadlineSeconds", 600),
            ] where specification[name] == nil { specification[name] = value }
        }
        if var template = specification["template"]?.object, let own = template["spec"] {
            template["spec"] = podSpecification(own)
            specification["template"] = .object(template)
        }
        object["spec"] = .object(specification)
        return .object(object)
    }

    static func pod(_ pod: JSONValue) -> JSONValue {
        guard var object = pod.object, let specification = object["spec"] else { return pod }
        object["spec"] = podSpecification(specification)
        if object["status"] == nil { object["status"] = ["phase": "Pending"] }
        return .object(object)
    }

    private static func podSpecification(_ specification: JSONValue) -> JSONValue {
        guard var object = specification.object else { return specification }
        for (name, value) in [
            ("restartPolicy", "Always" as JSONValue), ("terminationGracePeriodSeconds", 30),
            ("dnsPolicy", "ClusterFirst"),
            ("securityContext", [:]), ("schedulerName", "default-scheduler"),
        ] where object[name] == nil { object[name] = value }
        object["containers"] = (object["containers"]?.array).map { containers in
            .array(
                containers.map { container in
                    guard var own = container.object else { return container }
                    for (name, value) in [
                        ("resources", [:] as JSONValue), ("terminationMessagePath", "/dev/termination-log"),
                        ("terminationMessagePolicy", "File"), ("imagePullPolicy", "IfNotPresent"),
                    ] where own[name] == nil { own[name] = value }
                    own["ports"] = (own["ports"]?.array).map { ports in
                        .array(ports.map { $0["protocol"] == nil ? $0.merging(patch: ["protocol": "TCP"]) : $0 })
                    }
                    return .object(own)
                })
        }
        return .object(object)
    }

    static func problems(with workload: JSONValue, replacing old: JSONValue?) -> [FieldProblem] {
        let selector = workload["spec"]?["selector"]
        guard let wanted = selector?["matchLabels"]?.object, !wanted.isEmpty || selector?["matchExpressions"] != nil
        else {
            return [.required("spec.selector")]
        }
        if let old, old["spec"]?["selector"] != selector {
            return [.invalid("spec.selector", "{}", "field is immutable")]
        }
        let labels = workload["spec"]?["template"]?["metadata"]?["labels"]
        if wanted.members.contains(where: { labels?[$0.key] != $0.value }) {
            return [.invalid("spec.template.metadata.labels", "{}", "`selector` does not match template `labels`")]
        }
        if let replicas = workload["spec"]?["replicas"]?.int, replicas < 0 {
            return [.invalid("spec.replicas", "\(replicas)", "must be greater than or equal to 0")]
        }
        return []
    }
}

/// Secrets: what is written as text is stored as data.
enum SecretDefaults {
    static func apply(to secret: JSONValue) -> JSONValue {
        guard var object = secret.object else { return secret }
        if object["type"] == nil { object["type"] = "Opaque" }
        if let texts = object["stringData"]?.object {
            var data = object["data"]?.object ?? [:]
            for (key, text) in texts.members {
                data[key] = .string(Base64.encode(Array((text.string ?? "").utf8)))
            }
            object["data"] = .object(data)
            object["stringData"] = nil
        }
        return .object(object)
    }
}
