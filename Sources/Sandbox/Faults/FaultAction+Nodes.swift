#if Sandbox
    import Documents
    import Kubernetes

    extension FaultAction {
        static let nodes: [FaultAction] = [
            FaultAction("nodes-not-ready") { sandbox in
                await sandbox.tenant.setNodes(areReady: false)
                return { sandbox in await sandbox.tenant.setNodes(areReady: true) }
            },
            FaultAction("node-ports-blocked-on-one-node") { sandbox in
                await sandbox.tenant.blockNodePorts(onNodes: 1)
                return { sandbox in await sandbox.tenant.blockNodePorts(onNodes: 0) }
            },
            FaultAction("node-ports-blocked") { sandbox in
                await sandbox.tenant.blockNodePorts(onNodes: .max)
                return { sandbox in await sandbox.tenant.blockNodePorts(onNodes: 0) }
            },
            FaultAction("pods-not-ready") { sandbox in
                sandbox.tenant.switches.set("echo", .notReady, podPrefix: "unready-")
                try await sandbox.createVictim("unready")
                return { sandbox in
                    sandbox.tenant.switches.set("echo", .running, podPrefix: "unready-")
                    try await sandbox.deleteVictim("unready")
                }
            },
            FaultAction("wrong-target-port") { sandbox in
                try await sandbox.createVictim("misdirected")
                try await sandbox.tenant.waitForEndpoints(of: "misdirected")
                try await sandbox.tenant.editor.client.patch(
                    [["op": "replace", "path": "/spec/ports/0/targetPort", "value": "no-such-port"]], .json,
                    at: .service("misdirected"))
                return { sandbox in try await sandbox.deleteVictim("misdirected") }
            },
        ]

        static let leftBehind: [FaultAction] = [
            FaultAction("deleted-while-ccm-down") { sandbox in
                try await sandbox.createVictim("deleted")
                try await sandbox.tenant.waitForAddress(of: "deleted")
                try await sandbox.tenant.editor.scale(.ccm, to: 0)
                try await sandbox.tenant.waitForPods(of: .ccm, toBe: 0)
                try await sandbox.deleteVictim("deleted")
                return { sandbox in try await sandbox.tenant.editor.scale(.ccm, to: 1) }
            },
            FaultAction("orphaned-loadbalancer") { sandbox in
                try await sandbox.createVictim("orphaned")
                try await sandbox.tenant.waitForAddress(of: "orphaned")
                let uid = try await sandbox.tenant.editor.client.get(.service("orphaned"))["metadata"]?["uid"]?.string
                try await sandbox.tenant.editor.scale(.ccm, to: 0)
                try await sandbox.tenant.waitForPods(of: .ccm, toBe: 0)
                try await sandbox.tenant.editor.patch(["metadata": ["finalizers": .null]], .service("orphaned"))
                try await sandbox.deleteVictim("orphaned")
                try await sandbox.tenant.editor.scale(.ccm, to: 1)
                return { sandbox in
                    let path = ObjectPath(
                        resource: "loadbalancers.kubelb.k8c.io", version: "v1alpha1",
                        namespace: sandbox.tenant.managementNamespace.name, name: uid)
                    try await sandbox.management.editor.delete(path)
                }
            },
        ]

        static let servers: [FaultAction] = ["tenant", "management"].flatMap { side in
            let faults: [(String, ServedFault)] = [
                ("slow", ServedFault(.latency, duration: .seconds(3))),
                ("throttling", ServedFault(.tooManyRequests)),
                ("resetting", ServedFault(.reset)),
                ("truncating", ServedFault(.truncate)),
            ]
            return faults.map { name, fault in
                FaultAction("\(side)-api-\(name)") { sandbox in
                    let cluster = side == "tenant" ? sandbox.tenant.cluster : sandbox.management.cluster
                    cluster.setFaults([fault])
                    return { sandbox in
                        let cluster = side == "tenant" ? sandbox.tenant.cluster : sandbox.management.cluster
                        cluster.setFaults([])
                    }
                }
            }
        }
    }
#endif
