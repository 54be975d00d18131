import Documents
import Sandbox

/// A bundle that nobody has redacted: a canary in every place in which objects and logs hold text.
struct CanaryBundle {
    private(set) var files: [String: [UInt8]]
    private var canaries = Canaries()

    var count: Int { canaries.count }

    init(_ changes: String) throws {
        files = try ExamplePair(changes: changes, hasRoutes: true).files
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) where path.hasSuffix(".json") {
            let document = try JSONValue(parsing: bytes)
            guard let items = document["items"]?.array else { continue }
            let resource = path.split(separator: "/")[1].split(separator: ".")[0]
            let changed = items.map { planted($0, String(resource), 0) }
            files[path] = document.merging(patch: ["items": .array(changed)]).encoded(pretty: true)
        }
        plantOthers()
    }

    // MARK: Objects

    private mutating func planted(_ value: JSONValue, _ resource: String, _ depth: Int) -> JSONValue {
        switch value {
        case .array(let elements): return .array(elements.map { planted($0, resource, depth + 1) })
        case .object(var object):
            for (key, value) in object.members { object[key] = planted(value, resource, depth + 1) }
            for (key, value) in object.members {
                switch (key, value) {
                case ("metadata", .object): object[key] = metadata(value)
                case ("containers", .array(let list)): object[key] = .array(list.map { container($0) })
                case ("message", .string(let text)): object[key] = .string("\(text) \(canaries.text())")
                case ("conditions", .array(let list)):
                    object[key] = .array(list.map { $0.merging(patch: ["message": .string(canaries.text())]) })
                case ("containerStatuses", .array(let list)): object[key] = .array(list.map { status($0) })
                case ("rules", .array(let list)) where list.contains { $0["backendRefs"] != nil }:
                    object[key] = .array(list.map { $0.merging(patch: ["filters": [headerFilter()]]) })
                default: break
                }
            }
            if object["containers"] != nil { object["volumes"] = volumes(object["volumes"]) }
            if depth == 0 { plant(resource, &object) }
            return .object(object)
        default: return value
        }
    }

    private mutating func metadata(_ value: JSONValue) -> JSONValue {
        value.merging(patch: [
            "annotations": [
                "example.com/token": .string(canaries.value()), "example.com/note": .string(canaries.text()),
                "service.beta.kubernetes.io/aws-load-balancer-auth-token": .string(canaries.value()),
                "metallb.universe.tf/address-pool": .string(canaries.token()),
                "kubelb.k8c.io/proxy-protocol": .string(canaries.token()),
                "kubectl.kubernetes.io/last-applied-configuration": .string("{\"x\":\"\(canaries.value())\"}"),
            ],
            "labels": ["example.com/key": .string(canaries.token())],
        ])
    }

    private mutating func container(_ value: JSONValue) -> JSONValue {
        let words = value["args"]?.array ?? []
        return value.merging(patch: [
            "env": [["name": "PLAIN", "value": .string(canaries.value())]],
            "args": .array(
                words + [
                    .string("--pass=\(canaries.value())"), .string("--basic-auth=u:\(canaries.value())"), "--token",
                    .string(canaries.value()), "-p", .string(canaries.value()), .string("--auth=\(canaries.value())"),
                    .string("--pwd=\(canaries.value())"),
                ]),
            "command": ["sh", "-c", .string("mysql -p \(canaries.value()); \(canaries.text())")],
            "livenessProbe": [
                "httpGet": ["httpHeaders": [["name": "Cookie", "value": .string("a=\(canaries.value())")]]]
            ],
        ])
    }

    /// Of an HTTPRoute or GRPCRoute.
    private mutating func headerFilter() -> JSONValue {
        [
            "type": "RequestHeaderModifier",
            "requestHeaderModifier": [
                "set": [["name": "Authorization", "value": .string("Basic \(canaries.value())")]],
                "add": [["name": "X-Api-Key", "value": .string(canaries.value())]],
            ],
        ]
    }

    private mutating func volumes(_ value: JSONValue?) -> JSONValue {
        .array(
            (value?.array ?? []) + [
                [
                    "name": "csi",
                    "csi": ["driver": "x", "volumeAttributes": ["shareName": .string(canaries.value())]],
                ]
            ])
    }

    private mutating func status(_ value: JSONValue) -> JSONValue {
        value.merging(patch: [
            "state": [
                "waiting": ["reason": "CrashLoopBackOff", "message": .string(canaries.text())], "running": .null,
            ],
            "lastState": [
                "terminated": [
                    "reason": "Error", "exitCode": 1, "message": .string(canaries.text()),
                    "finishedAt": "2026-11-22T11:59:00Z",
                ]
            ],
            "ready": false, "restartCount": 5,
        ])
    }

    /// What objects of one kind have besides.
    private mutating func plant(_ resource: String, _ object: inout JSONObject) {
        switch resource {
        case "tenants", "configs":
            object["spec"] = (object["spec"] ?? .object(JSONObject())).merging(patch: [
                "propagatedAnnotations": [
                    "example.com/token": .string("a,\(canaries.value())"),
                    "metallb.universe.tf/address-pool": .string("b,\(canaries.token())"),
                ]
            ])
        case "syncsecrets", "secrets":
            object["data"] = ["a": .string(canaries.value())]
            object["stringData"] = ["b": .string(canaries.value())]
        case "ingresses":
            object["metadata"] = object["metadata"]?.merging(patch: [
                "annotations": [
                    "nginx.ingress.kubernetes.io/configuration-snippet": .string(
                        "proxy_set_header Authorization \"Basic \(canaries.value())\";"),
                    "haproxy.org/backend-config-snippet": .string(
                        "http-request set-header X-Api-Key \(canaries.value())"),
                ]
            ])
        case "configmaps":
            object["data"] = ["x.properties": .string("user=me\npassword=\(canaries.value())\n")]
        default: break
        }
    }

    // MARK: Documents without items

    private mutating func plantOthers() {
        let names = ["kubelb", "shop"]
        files["tenant/events.json"] = list(
            (0..<250).map { number in
                [
                    "metadata": ["name": .string("web.\(number)"), "namespace": .string(names[number % 2])],
                    "type": "Warning", "reason": "Failed", "message": .string(canaries.text()), "count": 3,
                    "involvedObject": [
                        "kind": .string(number % 2 == 0 ? "Pod" : "Service"), "namespace": .string(names[number % 2]),
                        "name": .string(number % 2 == 0 ? "kubelb-ccm-1" : "web"),
                    ],
                    "lastTimestamp": "2026-11-22T11:59:00Z",
                ]
            })
        files["tenant/secrets.json"] = list([["metadata": ["name": "a"], "data": ["x": .string(canaries.value())]]])
        files["management/syncsecrets.kubelb.k8c.io.json"] = list([
            ["metadata": ["name": "a", "namespace": "tenant-acme"], "data": ["x": .string(canaries.value())]]
        ])
        for resource in ["resourcequotas", "networkpolicies.networking.k8s.io", "daemonsets.apps"] {
            let status: JSONValue = [
                "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": 500, "reason": "InternalError",
                "message": .string(canaries.text()),
            ]
            files["management/\(resource).json"] = status.encoded()
        }
        let access: JSONValue = [
            "context": .string(canaries.token()), "server": .string("https://u:\(canaries.value())@acme.example:6443"),
            "authenticationFailure": .string(canaries.text()), "installHint": .string(canaries.text()),
        ]
        files["tenant/access.json"] = access.encoded()
        for path in [
            "tenant/kubelb/kubelb-ccm-1/ccm.log", "tenant/kubelb/kubelb-ccm-1/ccm.previous.log",
            "management/kubelb/kubelb-manager-1/manager.log",
        ] {
            files["logs/\(path)"] = Array((canaries.logLines().joined(separator: "\n") + "\n").utf8)
        }
        let manifest: JSONValue = [
            "apiVersion": "kubelb-ctl/v1", "kind": "Bundle", "takenAt": "2026-11-22T12:00:00Z",
            "failedReads": [
                "tenant/pods.json": .string(canaries.text()), "metrics/x.prom": .string(canaries.text()),
                "management/roles.rbac.authorization.k8s.io.json": .string(canaries.text()),
            ],
        ]
        files["bundle.json"] = manifest.encoded()
    }

    private func list(_ items: [JSONValue]) -> [UInt8] {
        JSONValue.object(["kind": "List", "apiVersion": "v1", "metadata": [:], "items": .array(items)]).encoded()
    }
}
