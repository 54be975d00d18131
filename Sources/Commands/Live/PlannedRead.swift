import Kubernetes
import Topology

/// One read of one kind on one side, decided by a plan and carried out later beside the others of its round.
struct PlannedRead: Sendable {
    let input: Input
    /// Of the one object that is read; nil for lists.
    var name: String?
    /// What is asked for, as the API server has it; nil where that depends on its answers.
    var path: String?
    var joining = Joining.adds
    let run: @Sendable (APIClient, RawAnswers?) async -> Part

    /// What was read, ready to be put into an observation.
    typealias Part = @Sendable (inout Observation) -> Void

    /// How a part joins what an earlier read of the same kind found.
    enum Joining: Sendable {
        case adds
        /// Takes the place of an earlier read that could not be carried out.
        case replacesUnread
        /// Only adds detail: if it fails, what was read before counts as complete as it did.
        case addsIfRead
    }

    /// A list, or a part of one.
    init<Item: KubernetesObject>(
        _ side: ClusterSide, _ kind: Item.Type, _ query: ListQuery = ListQuery(), _ joining: Joining = .adds
    ) {
        input = Input(side, kind)
        path = Self.path(kind, query)
        self.joining = joining
        run = { [input] client, raw in
            let list = await client.list(kind, query) { raw?.add(pages: $0, of: input) }
            return Self.part(side, list, joining)
        }
    }

    /// One object by its name.
    init<Item: KubernetesObject>(
        _ side: ClusterSide, _ kind: Item.Type, namespace: String?, name: String, _ joining: Joining = .adds
    ) {
        input = Input(side, kind)
        self.name = name
        path = "\(kind.path(namespace: namespace))/\(name)"
        self.joining = joining
        run = { [input] client, raw in
            let list = await client.get(kind, namespace: namespace, name: name) { raw?.add(object: $0, of: input) }
            return Self.part(side, list, joining)
        }
    }

    /// Events, by the other API group that serves the same ones where the core group's are refused.
    static func events(_ side: ClusterSide, _ query: ListQuery) -> PlannedRead {
        PlannedRead(input: Input(side, Event.self)) { client, raw in
            let input = Input(side, Event.self)
            let list = await client.list(Event.self, query) { raw?.add(pages: $0, of: input) }
            guard case .forbidden = list else { return part(side, list, .adds) }
            var other = query
            other.fieldSelector = query.fieldSelector?.replacing("involvedObject.", with: "regarding.")
            guard case .present(let grouped) = await client.list(GroupedEvent.self, other) else {
                return part(side, list, .adds)
            }
            var events = ObjectList(items: grouped.items.map(\.event))
            events.damaged = grouped.damaged
            events.charges = grouped.charges
            events.cutOff = grouped.cutOff
            return part(side, .present(events), .adds)
        }
    }

    init(input: Input, run: @escaping @Sendable (APIClient, RawAnswers?) async -> Part) {
        self.input = input
        self.run = run
    }

    /// Selectors are written as people read them.
    private static func path<Item: KubernetesObject>(_ kind: Item.Type, _ query: ListQuery) -> String {
        let selectors = [("labelSelector", query.labelSelector), ("fieldSelector", query.fieldSelector)]
            .compactMap { name, selector in selector.map { "\(name)=\($0)" } }
        return kind.path(namespace: query.namespace) + (selectors.isEmpty ? "" : "?" + selectors.joined(separator: "&"))
    }

    static func part<Item: KubernetesObject>(
        _ side: ClusterSide, _ list: Observed<ObjectList<Item>>, _ joining: Joining
    ) -> Part {
        { observation in
            switch joining {
            case .adds: observation.merge(side, list)
            case .addsIfRead:
                guard list.unknown == nil, list.value?.incompleteness == nil,
                    observation.list(side, Item.self).unknown == nil
                else { return }
                observation.merge(side, list)
            case .replacesUnread:
                if observation.outcome(of: Input(side, Item.self)) != nil {
                    observation.set(side, list)
                } else {
                    observation.merge(side, list)
                }
            }
        }
    }
}
