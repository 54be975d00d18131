/// Completes a command line without a shell's own means, for callers that want finished candidates: kubectl, where the tool
/// is its plugin.
package struct Completer: Sendable {
    package enum Answer: Sendable, Hashable {
        /// Whole words that fit what is typed.
        case candidates([CompletionCandidate])
        case files
        case directories
        /// To be asked for under this name, each behind `CompletionContext.head`.
        case dynamic(String)
    }

    private let outline: CompletionOutline

    package init(_ table: CommandTable) { outline = CompletionOutline(table) }

    package func complete(_ context: CompletionContext) -> Answer {
        let path = context.path.joined(separator: " ")
        switch context.place {
        case .optionName:
            let options = outline.entry(path)?.options ?? []
            return .candidates(fitting(options.flatMap(CompletionOutline.offered), context))
        case .optionValue(let option): return answer(outline.completion(of: option), context)
        case .argument(let position):
            let commands = outline.commands(below: path)
            if !commands.isEmpty, position == 0 { return .candidates(fitting(commands, context)) }
            let arguments = outline.entry(path)?.arguments ?? []
            guard let argument = CompletionOutline.argument(position, of: arguments) else { return .candidates([]) }
            return answer(outline.completion(of: argument), context)
        }
    }

    private func answer(_ kind: CompletionKind, _ context: CompletionContext) -> Answer {
        switch kind {
        case .none, .command: .candidates([])
        case .words(let words): .candidates(fitting(words, context))
        case .list(let words): .candidates(fitting(words.map { $0.following(context.value) }, context))
        case .file: .files
        case .directory: .directories
        case .dynamic(let name): .dynamic(name)
        }
    }

    private func fitting(_ candidates: [CompletionCandidate], _ context: CompletionContext) -> [CompletionCandidate] {
        candidates.filter { $0.word.hasPrefix(context.value) }
            .map { CompletionCandidate(context.head + $0.word, $0.description) }
    }
}

extension CompletionCandidate {
    /// The word behind the others of a list, of which the last one is being typed.
    fileprivate func following(_ list: String) -> CompletionCandidate {
        let others = list.lastIndex(of: ",").map { String(list[...$0]) } ?? ""
        return CompletionCandidate(others + word, description)
    }
}
