/// What a server answers about the kinds that it serves. Each document is requested once, however many reads wait for it. A
/// request that failed proves nothing, and is sent again when its answer is needed next.
///
/// Of one reading of a cluster: kinds may be installed before the next one.
actor DiscoveryMemory {
    typealias Groups = Result<Set<String>, APIError>
    typealias Document = Result<[UInt8], APIError>

    /// The groups of the server with their versions (`apps/v1`), as far as `apply` made them count; nil if the whole list was not
    /// read before.
    private(set) var known: Set<String>?
    private var found: Set<String>?
    private var groupsRead: Task<Groups, Never>?
    private var documentReads: [String: Task<Document, Never>] = [:]

    /// Lets what was read count from now on: between two rounds, so that the requests of a round do not depend on which of them
    /// is answered first.
    func apply() { known = found }

    /// The groups, from `read` unless they were read, or are being read.
    func groups(_ read: @escaping @Sendable () async -> Groups) async -> Groups {
        let task = groupsRead ?? Task { await read() }
        groupsRead = task
        let answer = await Self.value(of: task)
        switch answer {
        case .success(let versions): found = versions
        case .failure: if groupsRead == task { groupsRead = nil }
        }
        return answer
    }

    /// The same for the document of a group's version.
    func document(of groupVersion: String, _ read: @escaping @Sendable () async -> Document) async -> Document {
        let task = documentReads[groupVersion] ?? Task { await read() }
        documentReads[groupVersion] = task
        let answer = await Self.value(of: task)
        switch answer {
        // A 404 is an answer, too.
        case .success, .failure(.notFound), .failure(.notServed): break
        case .failure: if documentReads[groupVersion] == task { documentReads[groupVersion] = nil }
        }
        return answer
    }

    /// A reading that is cancelled needs no answer any more.
    private static func value<Value: Sendable>(of task: Task<Value, Never>) async -> Value {
        await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
    }
}
