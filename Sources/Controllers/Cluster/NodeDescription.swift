import Documents
import Kubernetes

/// A node as its kubelet registers it.
package struct NodeDescription: Sendable, Hashable {
    package var name: String
    package var internalAddress: String
    /// nil: it has none.
    package var externalAddress: String?
    /// Where its pods would get their addresses from: `10.244.1.0/24`.
    package var podCIDR: String?
    /// Beside those that a kubelet sets.
    package var labels: [String: String] = [:]

    package init(name: String, internalAddress: String, externalAddress: String?) {
        self.name = name
        self.internalAddress = internalAddress
        self.externalAddress = externalAddress
    }

    package var withoutExternalAddress: NodeDescription {
        var node = self
        node.externalAddress = nil
        return node
    }

    /// The object without its status.
    var object: JSONValue {
        let own = [
            "kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64",
        ]
        var specification: JSONObject = [:]
        if let podCIDR {
            specification["podCIDR"] = .string(podCIDR)
            specification["podCIDRs"] = [.string(podCIDR)]
        }
        return [
            "apiVersion": "v1", "kind": "Node",
            "metadata": ["name": .string(name), "labels": JSONValue(labels.merging(own) { $1 })],
            "spec": .object(specification),
        ]
    }

    /// `since`: when it became Ready, or ceased to be.
    func status(isReady: Bool, now: Timestamp, since: Timestamp, registered: Timestamp) -> JSONValue {
        func condition(
            _ type: String, _ status: Bool, _ reason: String, _ message: String, since: Timestamp
        ) -> JSONValue {
            [
                "type": .string(type), "status": status ? "True" : "False",
                "lastHeartbeatTime": .string(now.description), "lastTransitionTime": .string(since.description),
                "reason": .string(reason), "message": .string(message),
            ]
        }
        var addresses: [JSONValue] = [["type": "InternalIP", "address": .string(internalAddress)]]
        if let externalAddress { addresses.append(["type": "ExternalIP", "address": .string(externalAddress)]) }
        addresses.append(["type": "Hostname", "address": .string(name)])
        let size: JSONValue = ["cpu": "2", "memory": "4026312Ki", "pods": "4000"]
        return [
            "addresses": .array(addresses), "capacity": size, "allocatable": size,
            "conditions": [
                condition(
                    "MemoryPressure", false, "KubeletHasSufficientMemory", "kubelet has sufficient memory available",
                    since: registered),
                condition(
                    "DiskPressure", false, "KubeletHasNoDiskPressure", "kubelet has no disk pressure",
                    since: registered),
                condition(
                    "PIDPressure", false, "KubeletHasSufficientPID", "kubelet has sufficient PID available",
                    since: registered),
                isReady
                    ? condition("Ready", true, "KubeletReady", "kubelet is posting ready status", since: since)
                    : condition(
                        "Ready", false, "KubeletNotReady",
                        "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady "
                            + "message:Network plugin returns error: cni plugin not initialized", since: since),
            ],
            "nodeInfo": [
                "kubeletVersion": "v1.36.2", "operatingSystem": "linux", "architecture": "amd64",
                "containerRuntimeVersion": "sandbox://1", "osImage": "kubelb-sandbox", "kernelVersion": "",
                "machineID": "", "systemUUID": "", "bootID": "", "kubeProxyVersion": "",
            ],
        ]
    }

    /// The taint that keeps pods from a node that is not Ready (kube-controller-manager's node lifecycle controller); the
    /// whole `taints` of the node, given those it has.
    static func taints(_ present: [JSONValue], isReady: Bool, since: Timestamp) -> [JSONValue] {
        let key = "node.kubernetes.io/not-ready"
        let others = present.filter { $0["key"]?.string != key }
        guard !isReady else { return others }
        if present.count > others.count { return present }
        return others + [
            ["key": .string(key), "effect": "NoSchedule", "timeAdded": .string(since.description)]
        ]
    }

    /// The object that shows that the node lives (namespace `kube-node-lease`).
    static func lease(of node: ObjectReference, renewed time: Timestamp) -> JSONValue {
        [
            "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
            "metadata": ["name": .string(node.name), "ownerReferences": [node.asOwner]],
            "spec": [
                "holderIdentity": .string(node.name), "leaseDurationSeconds": 40,
                "renewTime": .string(MicroTime.text(time.milliseconds)),
            ],
        ]
    }
}
