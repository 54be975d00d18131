import Documents
import Kubernetes
import Testing

@testable import Controllers

struct AutoPodsTests {
    private func service(
        namespace: String = "default", type: String = "LoadBalancer", selector: [String: String] = ["app": "web"],
        annotations: [String: String] = [:]
    ) -> Service {
        var service = Service()
        service.metadata = ObjectMeta(name: "web", namespace: namespace)
        service.metadata.annotations = annotations
        service.type = type
        service.selector = selector
        return service
    }

    @Test("which Services get pods")
    func which() {
        #expect(AutoPodsDecision.mayHavePods(service()))
        #expect(AutoPodsDecision.mayHavePods(service(type: "NodePort")))
        #expect(AutoPodsDecision.mayHavePods(service(annotations: [AutoPods.annotation: "true"])))
        #expect(!AutoPodsDecision.mayHavePods(service(annotations: [AutoPods.annotation: "false"])))
        #expect(!AutoPodsDecision.mayHavePods(service(type: "ExternalName")))
        #expect(!AutoPodsDecision.mayHavePods(service(selector: [:])))
        for namespace in ["kube-system", "kubelb", "metallb-system", "tenant-demo"] {
            #expect(!AutoPodsDecision.mayHavePods(service(namespace: namespace)), "\(namespace)")
        }
    }

    @Test("a pod, or a Deployment without any, serves it")
    func served() {
        #expect(AutoPodsDecision.isServed(service(), by: [["app": "other"], ["app": "web", "x": "y"]]))
        #expect(!AutoPodsDecision.isServed(service(selector: ["app": "web", "x": "y"]), by: [["app": "web"], [:]]))
    }

    @Test("two pods with the selector's labels, gone with the Service")
    func deployment() {
        // As an item of a list, without its kind.
        let document: JSONValue = [
            "metadata": ["name": "web", "namespace": "default", "uid": "uid-web"],
            "spec": ["selector": ["app": "web"], "ports": [["port": 80, "protocol": "TCP", "targetPort": 8080]]],
        ]
        let deployment = AutoPodsDecision.deployment(for: document)
        #expect(deployment.objectName == "web-pods")
        #expect(deployment["metadata"]?["namespace"] == "default")
        #expect(
            deployment["metadata"]?["ownerReferences"]
                == [["apiVersion": "v1", "kind": "Service", "name": "web", "uid": "uid-web"]])
        #expect(deployment["spec"]?["replicas"] == 2)
        #expect(deployment["spec"]?["selector"]?["matchLabels"] == ["app": "web"])
        #expect(deployment["spec"]?["template"]?["metadata"]?["labels"] == ["app": "web"])
        let container = deployment["spec"]?["template"]?["spec"]?["containers"]?[0]
        #expect(container?["name"] == "echo")
        #expect(container?["image"] == "sandbox/echo")
    }

    @Test(
        "ports of the container",
        arguments: [
            ([["port": 80, "protocol": "TCP", "targetPort": 8080]], [["containerPort": 8080, "protocol": "TCP"]]),
            ([["port": 80]], [["containerPort": 80, "protocol": "TCP"]]),
            (
                [
                    ["port": 53, "protocol": "UDP", "targetPort": 53],
                    ["port": 53, "protocol": "TCP", "targetPort": 53],
                ],
                [["containerPort": 53, "protocol": "UDP"], ["containerPort": 53, "protocol": "TCP"]]
            ),
            // Two ports of the Service, one of the pod.
            (
                [["port": 80, "targetPort": 8080], ["port": 81, "targetPort": 8080]],
                [["containerPort": 8080, "protocol": "TCP"]]
            ),
            (
                [["port": 80, "targetPort": "web"], ["port": 81, "targetPort": "web"]],
                [["name": "web", "containerPort": 80, "protocol": "TCP"]]
            ),
            // A name gives way to a number.
            (
                [["port": 80, "targetPort": "web"], ["port": 81, "targetPort": 80]],
                [
                    ["containerPort": 80, "protocol": "TCP"],
                    ["name": "web", "containerPort": 81, "protocol": "TCP"],
                ]
            ),
        ] as [(JSONValue, JSONValue)])
    func ports(service: JSONValue, container: JSONValue) {
        let deployment = AutoPodsDecision.deployment(
            for: ["metadata": ["name": "web"], "spec": ["selector": ["app": "web"], "ports": service]])
        #expect(deployment["spec"]?["template"]?["spec"]?["containers"]?[0]?["ports"] == container)
    }
}
