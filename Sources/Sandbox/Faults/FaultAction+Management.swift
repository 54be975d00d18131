#if Sandbox
    import Documents
    import Kubernetes

    extension FaultAction {
        static let management: [FaultAction] = [
            FaultAction("tenant-missing") { sandbox in
                let editor = sandbox.management.editor
                let path = ObjectPath.tenant(sandbox.tenant.name)
                let tenant = try await editor.client.get(path)
                // Removed by force, while nobody looks: the namespace and what is in it stay.
                try await editor.scale(.manager, to: 0)
                try await sandbox.management.waitForPods(of: .manager, toBe: 0)
                try await editor.patch(["metadata": ["ownerReferences": .null]], sandbox.tenant.managementNamespace)
                try await editor.patch(["metadata": ["finalizers": .null]], path)
                try await editor.delete(path)
                try await editor.scale(.manager, to: 1)
                let victim = try await sandbox.createVictim("late")
                return { sandbox in
                    let new: JSONValue = [
                        "apiVersion": "kubelb.k8c.io/v1alpha1", "kind": "Tenant",
                        "metadata": ["name": .string(sandbox.tenant.name)], "spec": tenant["spec"] ?? [:],
                    ]
                    try await sandbox.management.editor.create(new)
                    // Its account went with it.
                    try await sandbox.management.waitForIssuedKubeconfig(of: sandbox.tenant)
                    try await sandbox.tenant.setIssuedKubeconfig()
                    try await sandbox.deleteVictim(victim)
                    // Controllers that had given up on it look again.
                    try await sandbox.management.editor.restart(.manager)
                }
            },
            FaultAction("layer4-disabled") { sandbox in
                let path = ObjectPath.tenant(sandbox.tenant.name)
                try await sandbox.management.editor.patch(["spec": ["loadBalancer": ["disable": true]]], path)
                return { sandbox in
                    try await sandbox.management.editor.patch(["spec": ["loadBalancer": ["disable": .null]]], path)
                }
            },
            FaultAction("layer4-disabled-everywhere") { sandbox in
                try await sandbox.management.editor.patch(["spec": ["loadBalancer": ["disable": true]]], .config)
                return { sandbox in
                    try await sandbox.management.editor.patch(["spec": ["loadBalancer": ["disable": .null]]], .config)
                }
            },
            FaultAction("namespace-label-missing") { sandbox in
                let path = sandbox.tenant.managementNamespace
                try await sandbox.management.editor.patch(
                    ["metadata": ["labels": ["kubelb.k8c.io/managed-by": .null]]], path)
                let victim = try await sandbox.createVictim("late")
                return { sandbox in
                    try await sandbox.management.editor.patch(
                        ["metadata": ["labels": ["kubelb.k8c.io/managed-by": "kubelb"]]], path)
                    try await sandbox.deleteVictim(victim)
                    try await sandbox.management.editor.restart(.manager)
                }
            },
            FaultAction("manager-scaled-down") { sandbox in
                try await sandbox.management.editor.scale(.manager, to: 0)
                let victim = try await sandbox.createVictim("late")
                return { sandbox in
                    try await sandbox.management.editor.scale(.manager, to: 1)
                    try await sandbox.deleteVictim(victim)
                }
            },
            FaultAction("manager-stopped") { sandbox in
                let thaw = try await sandbox.management.live.freeze("manager", of: .manager)
                let victim = try await sandbox.createVictim("late")
                return { sandbox in
                    thaw()
                    try await sandbox.deleteVictim(victim)
                }
            },
            FaultAction("pool-absent") { sandbox in
                try await sandbox.management.editor.delete(.pool)
                let victim = try await sandbox.createVictim("late")
                return { sandbox in
                    try await sandbox.management.editor.create(Manifests.pool(sandbox.poolRange))
                    try await sandbox.deleteVictim(victim)
                }
            },
            FaultAction("pool-exhausted") { sandbox in
                let used = try await sandbox.addressesInUse()
                let few =
                    used.isEmpty
                    ? ["\(sandbox.firstPoolAddress)-\(sandbox.firstPoolAddress)"] : used.map { "\($0)-\($0)" }
                try await sandbox.management.editor.patch(
                    ["spec": ["addresses": .array(few.map { .string($0) })]], .pool)
                // Takes the one address there is where none was in use.
                if used.isEmpty { try await sandbox.createVictim("last") }
                let victim = try await sandbox.createVictim("late")
                return { sandbox in
                    try await sandbox.management.editor.patch(
                        ["spec": ["addresses": [.string(sandbox.poolRange)]]], .pool)
                    try await sandbox.deleteVictim(victim)
                    try await sandbox.deleteVictim("last")
                }
            },
            FaultAction("envoy-not-ready") { sandbox in
                sandbox.management.switches.set("envoy-proxy", .notReady)
                return { sandbox in sandbox.management.switches.set("envoy-proxy", .running) }
            },
            FaultAction("addresses-deleted") { sandbox in
                try await sandbox.tenant.editor.scale(.ccm, to: 0)
                try await sandbox.tenant.waitForPods(of: .ccm, toBe: 0)
                try await sandbox.management.editor.delete(sandbox.tenant.addressesPath)
                return { sandbox in try await sandbox.tenant.editor.scale(.ccm, to: 1) }
            },
            FaultAction("status-overwritten") { sandbox in
                try await sandbox.createVictim("contested")
                let rival = Task {
                    let path = ObjectPath(
                        resource: "services", namespace: "default", name: "contested", subresource: "status")
                    while !Task.isCancelled {
                        _ = try? await sandbox.tenant.rival.patch(
                            ["status": ["loadBalancer": ["ingress": [["ip": "192.0.2.1", "ipMode": "VIP"]]]]], at: path)
                        // Sooner than the CCM, which comes again after each change.
                        try? await Task.sleep(for: .milliseconds(20))
                    }
                }
                return { sandbox in
                    rival.cancel()
                    await rival.value
                    try await sandbox.deleteVictim("contested")
                }
            },
        ]
    }
#endif
