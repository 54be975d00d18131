#if Sandbox
    import APIServer
    import Controllers
    import Documents

    /// A cluster's kubelet as its API server sees it: `pods/log` and `pods/proxy`.
    struct KubeletServices: PodServices {
        let kubelet: Kubelet

        func log(_ request: PodLogRequest) async -> APIResponse {
            guard
                let logs = await kubelet.logs(
                    namespace: request.namespace, pod: request.pod, container: request.container)
            else {
                return .failure(
                    400, reason: "BadRequest",
                    message: "container \"\(request.container)\" in pod \"\(request.pod)\" is waiting to start: "
                        + "ContainerCreating")
            }
            var query = ContainerLogs.Query()
            query.tailLines = request.tailLines
            query.limitBytes = request.limitBytes
            query.since = request.since
            query.hasTimestamps = request.hasTimestamps
            let headers = [("Content-Type", "text/plain")]
            if request.isPrevious {
                guard let text = logs.previousText(query) else {
                    return .failure(
                        400, reason: "BadRequest",
                        message:
                            "previous terminated container \"\(request.container)\" in pod \"\(request.pod)\" not found"
                    )
                }
                return APIResponse(status: 200, headers: headers, body: text)
            }
            guard request.follows else { return APIResponse(status: 200, headers: headers, body: logs.text(query)) }
            return APIResponse(status: 200, headers: headers, body: [], stream: logs.follow(query))
        }

        func proxy(_ request: PodProxyRequest) async -> APIResponse {
            let port = request.port ?? 80
            let answer = await kubelet.respond(
                namespace: request.namespace, pod: request.pod,
                to: ContainerRequest(port: port, method: request.method, path: request.path, body: request.body))
            guard let answer else {
                return .failure(
                    503, reason: "ServiceUnavailable",
                    message:
                        "error trying to reach service: dial tcp \(request.pod):\(port): connect: connection refused")
            }
            return APIResponse(
                status: answer.status, headers: [("Content-Type", answer.contentType)], body: answer.body)
        }
    }
#endif
