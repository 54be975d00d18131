#if Sandbox
    import DataPlane
    import Documents
    import Kubernetes

    extension RunningSandbox {
        /// For `kubelb-sandbox status`.
        func status() async -> JSONValue {
            var clusters: [JSONValue] = []
            var services: [JSONValue] = []
            for tenant in tenants {
                clusters.append(Self.cluster(tenant.cluster, nodes: tenant.nodeAddresses))
                services += await self.services(of: tenant)
            }
            clusters.append(Self.cluster(management.cluster, nodes: []))
            return [
                "directory": .string(directory.path), "kubeconfig": .string(kubeconfigPath),
                "clusters": .array(clusters), "services": .array(services),
                "faults": .array(await faults.active.map { .string($0) }),
            ]
        }

        private static func cluster(_ cluster: RunningCluster, nodes: [(name: String, address: String)]) -> JSONValue {
            [
                "context": .string("sandbox-\(cluster.name)"), "server": .string(cluster.url),
                "isServing": .bool(cluster.isServing),
                "nodes": .array(nodes.map { ["name": .string($0.name), "address": .string($0.address)] }),
            ]
        }

        private func services(of tenant: TenantCluster) async -> [JSONValue] {
            let query = ListQuery(fields: "spec.type=LoadBalancer")
            guard let list = try? await tenant.editor.client.documents(Service.self, query) else { return [] }
            return list.items.map { service in
                let addresses = (service["status"]?["loadBalancer"]?["ingress"]?.array ?? []).compactMap {
                    $0["ip"]?.string
                }
                let ports = (service["spec"]?["ports"]?.array ?? []).flatMap { port -> [JSONValue] in
                    let label = "\(port["port"]?.int ?? 0)/\(port["protocol"]?.string ?? "TCP")"
                    if addresses.isEmpty { return [["port": .string(label)]] }
                    return addresses.map { address in
                        var entry: JSONObject = ["address": .string(address), "port": .string(label)]
                        if let substitute = management.addresses.substitute(for: "\(address):\(label)") {
                            entry["note"] = .string(
                                "available on port \(substitute): ports below 1024 are not permitted")
                        }
                        return .object(entry)
                    }
                }
                let name =
                    "\(service["metadata"]?["namespace"]?.string ?? "")/\(service["metadata"]?["name"]?.string ?? "")"
                return ["tenant": .string(tenant.name), "name": .string(name), "ports": .array(ports)]
            }
        }

        /// What to type next, in the right order.
        func announcement() -> String {
            let option = " --dir \(directory.path)"
            var lines = [
                "The sandbox is running. Its kubeconfig contains \(tenants.count + 1) clusters:",
                "",
                "    export KUBECONFIG=\(kubeconfigPath) KUBELB_CTL_MANAGEMENT_CONTEXT=sandbox-management",
                "",
                "Create a Service and wait for its address:",
                "",
                "    kubectl create service loadbalancer web --tcp=8080:8080",
                "    kubectl get svc web -w",
                "    kubectl --context sandbox-management get loadbalancers -A",
                "    curl http://$(kubectl get svc web -o jsonpath='{.status.loadBalancer.ingress[0].ip}'):8080",
                "    kubelb-ctl status svc/web",
                "",
                "Inject a fault and diagnose it:",
                "",
                "    kubelb-sandbox fault list\(option)",
                "    kubelb-sandbox fault inject ccm-scaled-down\(option)",
                "    kubelb-ctl doctor",
                "    kubelb-sandbox fault clear\(option)",
                "",
                "To stop the sandbox, run kubelb-sandbox down\(option), or press Ctrl-C if it runs in a terminal.",
            ]
            if !PortPermission.isPermitted(80) {
                lines.append("Ports below 1024 are not permitted here: such a port is available on 20000 + port.")
            }
            return lines.joined(separator: "\n") + "\n"
        }
    }
#endif
