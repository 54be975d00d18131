import FoundationEssentials
import Glibc
import LocalSystem
import TestSupport

/// An API server with the pods of one controller, whose logs a test writes, restarts and cuts off; plain HTTP.
final class LogServer: Sendable {
    /// One line of a container as the kubelet keeps it.
    struct Line: Sendable {
        /// Nanoseconds since 1970.
        let stamp: Int
        let bytes: [UInt8]

        var isoStamp: String {
            let date = Date(timeIntervalSince1970: Double(stamp / 1_000_000_000))
            let digits = String(stamp % 1_000_000_000)
            let text = date.formatted(.iso8601).dropLast()
            return "\(text).\(String(repeating: "0", count: 9 - digits.count))\(digits)Z"
        }
    }

    struct Pod: Sendable {
        var restarts = 0
        /// Of the run before the last restart, and of this one.
        var previous: [Line]?
        var lines: [Line] = []
    }

    /// What a server does with a request that it has read.
    enum Fault: Sendable {
        case none
        /// Closes the connection without an answer.
        case drop
        case status(Int, String)
        /// Of a log: breaks the connection off after so many bytes.
        case cut(after: Int)
    }

    private struct State {
        var pods: [String: Pod] = [:]
        /// Counts every change.
        var version = 1
        var requests: [String] = []
        var events: [String] = []
        /// The Event of a version, where that is what changed.
        var eventVersions: [Int: String] = [:]
    }

    let isTenant: Bool
    private let state = Locked(State())
    private let server: LoopbackServer
    private let hasEnded = Locked(false)

    private static let namespace = "kubelb"

    /// `fault` is asked for each request, by its number from 0 on and its target; `date` is the server's clock.
    init(
        isTenant: Bool = true, date: String? = nil,
        fault: @escaping @Sendable (_ number: Int, _ target: String) -> Fault = { _, _ in .none }
    ) throws {
        self.isTenant = isTenant
        let (state, hasEnded) = (state, hasEnded)
        server = try LoopbackServer { connection in
            while let head = connection.readHead() {
                let target = String(head.split(separator: " ")[1])
                let number = state.withLock { state in
                    state.requests.append(target)
                    return state.requests.count - 1
                }
                let answer = Answer(
                    connection: connection, target: Target(target), date: date, isTenant: isTenant,
                    fault: fault(number, target), state: state, hasEnded: hasEnded)
                guard answer.give() else { break }
            }
            connection.end()
        }
    }

    deinit {
        hasEnded.withLock { $0 = true }
        server.stop()
    }

    var url: String { server.url }
    var requests: [String] { state.withLock { $0.requests } }

    // MARK: What a test does

    func change(_ pod: String, _ change: (inout Pod) -> Void) {
        state.withLock { state in
            change(&state.pods[pod, default: Pod()])
            state.version += 1
        }
    }

    func write(_ text: String, to pod: String, at stamp: Int) {
        change(pod) { $0.lines.append(Line(stamp: stamp, bytes: Array(text.utf8))) }
    }

    func restart(_ pod: String) {
        change(pod) { pod in
            pod.previous = pod.lines
            pod.lines = []
            pod.restarts += 1
        }
    }

    func remove(_ pod: String) {
        state.withLock { state in
            state.pods[pod] = nil
            state.version += 1
        }
    }

    func add(event json: String) {
        state.withLock { state in
            state.version += 1
            let event = json.replacing("VERSION", with: "\(state.version)")
            state.events.append(event)
            state.eventVersions[state.version] = event
        }
    }

    // MARK: Answers

    private struct Target {
        let path: String
        let query: [String: String]

        init(_ text: String) {
            let parts = text.split(separator: "?", maxSplits: 1)
            path = String(parts[0])
            var query: [String: String] = [:]
            for pair in parts.count > 1 ? parts[1].split(separator: "&") : [] {
                let words = pair.split(separator: "=", maxSplits: 1)
                query[String(words[0])] = words.count > 1 ? String(words[1].replacing("%3A", with: ":")) : ""
            }
            self.query = query
        }
    }

    private struct Answer {
        let connection: Connection
        let target: Target
        let date: String?
        let isTenant: Bool
        let fault: Fault
        let state: Locked<State>
        let hasEnded: Locked<Bool>

        private var app: String { isTenant ? "kubelb-ccm" : "kubelb-manager" }
        private var container: String { isTenant ? "ccm" : "manager" }

        /// Whether the connection can be used again.
        func give() -> Bool {
            switch fault {
            case .drop:
                connection.reset()
                return false
            case .status(let status, let message):
                send(status, #"{"kind":"Status","code":\#(status),"message":"\#(message)"}"#)
                return true
            case .none, .cut: break
            }
            let parts = target.path.split(separator: "/").map(String.init)
            if parts.last == "log", parts.count >= 2 { return log(of: parts[parts.count - 2]) }
            if target.query["watch"] == "true" { return watch(parts.last ?? "") }
            switch parts.last {
            case "version": send(200, #"{"gitVersion":"v1.36.0"}"#)
            case "v1alpha1": send(404, "404 page not found")
            case "apis":
                send(
                    200, #"{"kind":"APIGroupList","groups":[{"name":"apps","versions":[{"groupVersion":"apps/v1"}]}]}"#)
            case "pods":
                let pods = state.withLock { $0.pods }.sorted { $0.key < $1.key }.map(pod)
                send(200, list(isElsewhere ? [] : pods))
            case "deployments": send(200, list(isElsewhere ? [] : [deployment]))
            case "events": send(200, list(isOfNamespace ? state.withLock { $0.events } : []))
            case let name? where parts.dropLast().last == "pods":
                let found = state.withLock { $0.pods[name] }
                if let found { send(200, pod((name, found))) } else { notFound(name) }
            default: send(200, list([]))
            }
            return true
        }

        private var isElsewhere: Bool { target.path.contains("/namespaces/") && !isOfNamespace }

        private var isOfNamespace: Bool { target.path.contains("/namespaces/\(LogServer.namespace)/") }

        private func list(_ items: [String]) -> String {
            let version = state.withLock { $0.version }
            return
                #"{\#(listKind),"metadata":{"resourceVersion":"\#(version)"},"items":[\#(items.joined(separator: ","))]}"#
        }

        /// Kind and version of the list that is asked for.
        private var listKind: String {
            let parts = target.path.split(separator: "/").map(String.init)
            let kinds = [
                "endpointslices": "EndpointSlice", "addresses": "Addresses", "networkpolicies": "NetworkPolicy",
                "configmaps": "ConfigMap", "customresourcedefinitions": "CustomResourceDefinition",
                "daemonsets": "DaemonSet", "loadbalancers": "LoadBalancer", "replicasets": "ReplicaSet",
                "resourcequotas": "ResourceQuota", "rolebindings": "RoleBinding", "serviceaccounts": "ServiceAccount",
                "syncsecrets": "SyncSecret", "tenantstates": "TenantState",
            ]
            let name = parts.last ?? ""
            let kind = kinds[name] ?? name.prefix(1).uppercased() + name.dropFirst().dropLast()
            let version = parts.first == "api" ? "v1" : parts.dropFirst().prefix(2).joined(separator: "/")
            return #""kind":"\#(kind)List","apiVersion":"\#(version)""#
        }

        private var deployment: String {
            """
            {"metadata":{"name":"\(app)","namespace":"kubelb","labels":{"app.kubernetes.io/name":"\(app)"}},
            "spec":{"replicas":1,"selector":{"matchLabels":{"app.kubernetes.io/name":"\(app)"}},"template":{"spec":{"containers":[
            {"name":"\(container)","image":"kubelb:v1.4.3","args":["--cluster-name=acme","--zap-log-level=debug"]}]}}}}
            """
        }

        private func pod(_ pod: (key: String, value: Pod)) -> String {
            """
            {"metadata":{"name":"\(pod.key)","namespace":"kubelb","resourceVersion":"\(pod.value.restarts + 1)",
            "labels":{"app.kubernetes.io/name":"\(app)"}},"spec":{"containers":[{"name":"\(container)","image":"kubelb:v1.4.3"}]},
            "status":{"phase":"Running","containerStatuses":[{"name":"\(container)","ready":true,
            "restartCount":\(pod.value.restarts),"state":{"running":{}}}]}}
            """
        }

        private func notFound(_ name: String) {
            send(404, #"{"kind":"Status","code":404,"reason":"NotFound","details":{"name":"\#(name)","kind":"pods"}}"#)
        }

        private func send(_ status: Int, _ body: String) {
            let clock = date.map { "Date: \($0)\r\n" } ?? ""
            connection.write("HTTP/1.1 \(status) X\r\n\(clock)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
        }

        private func startChunks() { connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n") }

        private func chunk(_ bytes: [UInt8]) -> Bool {
            let head = Array("\(String(bytes.count, radix: 16))\r\n".utf8)
            return connection.write(head + bytes + [13, 10]) == head.count + bytes.count + 2
        }

        /// Asks again and again, on the thread of the connection; nil where the test or the client has gone.
        private func wait<Value>(_ look: (State) -> Value?) -> Value? {
            while !hasEnded.withLock({ $0 }) {
                if let value = state.withLock({ look($0) }) { return value }
                usleep(1000)
            }
            return nil
        }

        private func log(of name: String) -> Bool {
            guard let pod = state.withLock({ $0.pods[name] }) else {
                notFound(name)
                return true
            }
            let isPrevious = target.query["previous"] == "true"
            if isPrevious, pod.previous == nil {
                send(400, #"{"kind":"Status","code":400,"message":"previous terminated container not found"}"#)
                return true
            }
            startChunks()
            let since = target.query["sinceTime"].flatMap { try? Date($0, strategy: .iso8601) }
            let start = since.map { Int($0.timeIntervalSince1970) * 1_000_000_000 } ?? .min
            var budget: Int = if case .cut(let bytes) = fault { bytes } else { .max }
            var position = 0
            if let tail = target.query["tailLines"].flatMap(Int.init) { position = max(0, pod.lines.count - tail) }
            while true {
                let lines: [Line]?
                if isPrevious || target.query["follow"] != "true" {
                    let all = isPrevious ? pod.previous ?? [] : pod.lines
                    lines = position < all.count ? Array(all[position...]) : nil
                } else {
                    lines =
                        wait { state -> [Line]?? in
                            guard let now = state.pods[name], now.restarts == pod.restarts else { return .some(nil) }
                            return position < now.lines.count ? Array(now.lines[position...]) : nil
                        } ?? nil
                }
                guard let lines else { break }
                position += lines.count
                for line in lines where line.stamp >= start {
                    let bytes = Array("\(line.isoStamp) ".utf8) + line.bytes + [10]
                    guard bytes.count <= budget else {
                        _ = chunk(Array(bytes.prefix(budget)))
                        connection.reset()
                        return false
                    }
                    budget -= bytes.count
                    guard chunk(bytes) else { return false }
                }
            }
            connection.write("0\r\n\r\n")
            return true
        }

        private func watch(_ resource: String) -> Bool {
            startChunks()
            var seen = Int(target.query["resourceVersion"] ?? "") ?? 0
            while let (version, documents) = wait({ state -> (Int, [String])? in
                guard state.version > seen else { return nil }
                switch resource {
                case "pods": return (state.version, state.pods.sorted { $0.key < $1.key }.map(pod))
                case "events" where isOfNamespace:
                    return (state.version, (seen + 1...state.version).compactMap { state.eventVersions[$0] })
                default: return (state.version, [])
                }
            }) {
                seen = version
                for document in documents {
                    let line = #"{"type":"MODIFIED","object":\#(document.split(separator: "\n").joined())}"# + "\n"
                    guard chunk(Array(line.utf8)) else { return false }
                }
            }
            return false
        }
    }
}

/// A kubeconfig that leads to a tenant cluster and, where there is one, to a management cluster.
func kubeconfig(_ tenant: LogServer, _ management: LogServer? = nil, in directory: String) throws -> String {
    let servers = [("tenant", tenant.url)] + (management.map { [("management", $0.url)] } ?? [])
    let clusters = servers.map { "- {name: \($0.0), cluster: {server: \"\($0.1)\"}}" }.joined(separator: "\n")
    let contexts = servers.map { "- {name: \($0.0), context: {cluster: \($0.0)}}" }.joined(separator: "\n")
    let path = directory + "/config"
    try """
    apiVersion: v1
    kind: Config
    current-context: tenant
    clusters:
    \(clusters)
    contexts:
    \(contexts)

    """.write(toFile: path, atomically: true, encoding: .utf8)
    return path
}
