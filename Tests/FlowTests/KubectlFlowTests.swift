#if Sandbox
    import Documents
    import FoundationEssentials
    import LocalSystem
    import Sandbox
    import Testing

    /// The system's kubectl, unmodified and without extra flags, against a sandbox.
    @Suite(.serialized, .enabled(if: Kubectl.path != nil, "no kubectl in PATH: its requests are replayed elsewhere"))
    struct KubectlFlowTests {
        @Test("a Service of every form gets an address that answers, and leaves nothing behind")
        func services() async throws {
            try await withSandbox { sandbox in
                let kubectl = Kubectl(kubeconfig: sandbox.kubeconfigPath)
                try await kubectl.run("create", "service", "loadbalancer", "one", "--tcp=8080:8080")
                try await kubectl.apply(Self.manifest)
                for (name, ports) in [
                    ("one", ["8080/TCP"]), ("many", ["8080/TCP", "8443/TCP", "5353/UDP"]), ("local", ["8080/TCP"]),
                ] {
                    let address = try await kubectl.waitForAddress(of: name)
                    for port in ports {
                        try await eventually {
                            try await sandbox.answer(of: address, port) == nil ? "\(name) \(port) does not answer" : nil
                        }
                    }
                }
                // Every node in turn.
                let address = try await kubectl.waitForAddress(of: "one")
                var peers: Set<String> = []
                try await eventually {
                    if let line = try await sandbox.answer(of: address, "8080/TCP") { peers.insert(line.podName) }
                    return peers.count == 2 ? nil : "only \(peers) answered"
                }
                try await sandbox.waitUntilHealthy()
                try await kubectl.run("delete", "service", "one", "many", "local")
                try await eventually {
                    let left = try await kubectl.run(
                        "get", "loadbalancers,services", "-n", "tenant-demo", "-o", "name",
                        context: "sandbox-management")
                    return left.isEmpty ? nil : "left behind: \(left)"
                }
            }
        }

        @Test("get, describe, logs, auth, scale, wait and watch work as on any cluster")
        func commands() async throws {
            try await withSandbox({ $0.services = 1 }) { sandbox in
                try await sandbox.waitUntilHealthy()
                let kubectl = Kubectl(kubeconfig: sandbox.kubeconfigPath)
                let table = try await kubectl.run("get", "svc", "-A")
                #expect(table.contains("LoadBalancer") && table.contains("EXTERNAL-IP"))
                let wide = try await kubectl.run(
                    "get", "loadbalancers", "-A", "-o", "wide", context: "sandbox-management")
                #expect(wide.contains("tenant-demo"))
                let service = try await kubectl.run("describe", "svc", "web-1")
                #expect(service.contains("LoadBalancer Ingress:") && service.contains("Endpoints:"))
                let logs = try await kubectl.run("logs", "-n", "kubelb", "deploy/kubelb-ccm", "-c", "ccm", "--tail=5")
                #expect(logs.contains("\"level\""))
                #expect(try await kubectl.run("auth", "can-i", "delete", "pods").hasPrefix("yes"))
                #expect(
                    try await kubectl.run(
                        "auth", "can-i", "list", "secrets", context: "sandbox-tenant-reader", status: 1
                    )
                    .hasPrefix("no"))
                try await kubectl.run("scale", "-n", "kubelb", "deploy/kubelb-ccm", "--replicas=0")
                try await kubectl.run("scale", "-n", "kubelb", "deploy/kubelb-ccm", "--replicas=1")
                try await kubectl.run("rollout", "restart", "-n", "kubelb", "deploy/kubelb-ccm")
                try await kubectl.run("rollout", "status", "-n", "kubelb", "deploy/kubelb-ccm", "--timeout=60s")
                try await kubectl.run(
                    "wait", "-n", "kubelb", "--for=condition=Available", "deploy/kubelb-ccm", "--timeout=60s")
                try await kubectl.run("label", "svc", "web-1", "seen=yes")
                try await kubectl.run("annotate", "svc", "web-1", "note=hello")
                try await kubectl.run("patch", "svc", "web-1", "-p", #"{"spec":{"sessionAffinity":"ClientIP"}}"#)
                #expect(
                    try await kubectl.run("get", "svc", "web-1", "-o", "jsonpath={.spec.sessionAffinity}") == "ClientIP"
                )
            }
        }

        private static let manifest = """
            apiVersion: v1
            kind: Service
            metadata: {name: many, namespace: default}
            spec:
              type: LoadBalancer
              loadBalancerClass: kubelb
              selector: {app: many}
              ports:
              - {name: http, port: 8080, protocol: TCP, targetPort: 8080}
              - {name: https, port: 8443, protocol: TCP, targetPort: 8443}
              - {name: dns, port: 5353, protocol: UDP, targetPort: 5353}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: local, namespace: default}
            spec:
              type: LoadBalancer
              externalTrafficPolicy: Local
              selector: {app: local}
              ports: [{port: 8080, targetPort: 8080}]
            """
    }

    extension String {
        /// Of `pod NAME port …`, which is how the pods of a sandbox answer.
        var podName: String { split(separator: " ").dropFirst().first.map(String.init) ?? self }
    }
#endif
