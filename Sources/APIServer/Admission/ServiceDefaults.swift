import Documents

/// What the API server fills in where a Service says nothing (Kubernetes API reference, Service v1).
enum ServiceDefaults {
    static func apply(to service: JSONValue, replacing old: JSONValue?) -> JSONValue {
        guard var object = service.object else { return service }
        var specification = object["spec"]?.object ?? [:]
        let type = specification["type"]?.string ?? "ClusterIP"
        specification["type"] = .string(type)
        if specification["sessionAffinity"] == nil { specification["sessionAffinity"] = "None" }
        if specification["sessionAffinity"]?.string == "ClientIP" {
            if specification["sessionAffinityConfig"]?["clientIP"]?["timeoutSeconds"] == nil {
                specification["sessionAffinityConfig"] = ["clientIP": ["timeoutSeconds": 10800]]
            }
        } else {
            specification["sessionAffinityConfig"] = nil
        }
        let isExternal = ["NodePort", "LoadBalancer"].contains(type)
        if type != "ExternalName" {
            for (name, value) in [
                ("ipFamilies", ["IPv4"] as JSONValue), ("ipFamilyPolicy", "SingleStack"),
                ("internalTrafficPolicy", "Cluster"),
            ] where specification[name] == nil { specification[name] = value }
        }
        if isExternal {
            if specification["externalTrafficPolicy"] == nil { specification["externalTrafficPolicy"] = "Cluster" }
        } else {
            specification["externalTrafficPolicy"] = nil
        }
        if type == "LoadBalancer" {
            if specification["allocateLoadBalancerNodePorts"] == nil {
                specification["allocateLoadBalancerNodePorts"] = true
            }
        } else {
            for name in ["allocateLoadBalancerNodePorts", "loadBalancerClass"] { specification[name] = nil }
        }
        if specification["externalTrafficPolicy"]?.string != "Local" || type != "LoadBalancer" {
            specification["healthCheckNodePort"] = nil
        }
        specification["ports"] = (specification["ports"]?.array).map {
            .array($0.map { port($0, isExternal: isExternal) })
        }
        object["spec"] = .object(specification)
        var status = object["status"]?.object ?? [:]
        // An address stays only with a load balancer.
        if type != "LoadBalancer" || status["loadBalancer"] == nil { status["loadBalancer"] = [:] }
        object["status"] = .object(status)
        return .object(object)
    }

    private static func port(_ port: JSONValue, isExternal: Bool) -> JSONValue {
        guard var object = port.object else { return port }
        if object["protocol"] == nil { object["protocol"] = "TCP" }
        if object["targetPort"] == nil { object["targetPort"] = object["port"] }
        if !isExternal || object["nodePort"]?.int == 0 { object["nodePort"] = nil }
        if object["name"]?.string == "" { object["name"] = nil }
        return .object(object)
    }
}
