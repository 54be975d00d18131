extension KubernetesAPI {
    /// `pods/proxy` to the ports at which Envoy (19001, 9001), the CCM (9445) and the manager (9443) tell their statistics.
    func metrics(of target: String, _ resource: ResourceRequest, _ request: APIRequest) -> APIResponse {
        let parts = target.split(separator: ":").map(String.init)
        let pages = [
            "19001": ("/proxy/stats/prometheus", ".prom"), "9001": ("/proxy/clusters", ".clusters.json"),
            "9445": ("/proxy/metrics", ".prom"), "9443": ("/proxy/metrics", ".prom"),
        ]
        guard parts.count == 2, let page = pages[parts[1]], request.path.hasSuffix(page.0),
            let bytes = objects.metrics["\(resource.namespace ?? "")/\(parts[0])\(page.1)"]
        else { return APIRefusal.pathNotFound }
        return page.1 == ".prom" ? .text(200, bytes) : .json(200, bytes)
    }
}
