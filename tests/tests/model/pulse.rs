//! Pulse and surveys: sessions own events, events count for the levels of journeys, answers fit their questions.

use std::collections::BTreeMap;

use proptest::{option, prelude::*, sample::select};
use serde_json::{Value, json};
use tatodesk::{
    Error,
    ids::{AppSessionId, PulseAppId, SurveyFormId, SurveyFormQuestionOptionId},
    survey::Reply,
};

use super::{driver::Session, machine::which, visits_run::all_days};

pub(crate) const SURVEY: &str = "b26704a4-0000-4000-8000-000000000775";
const APPS: [&str; 2] = [
    "9b8ed7f7-0000-4000-8000-000000000851",
    "9b8ed7f7-0000-4000-8000-000000000852",
];

#[derive(Clone, Debug)]
pub(crate) enum Call {
    /// The number of the application.
    Open(usize),
    /// An event of an application in a session. Sessions are counted from 0, in the order in which they became known.
    Event {
        app: usize,
        session: usize,
        tag: &'static str,
    },
    Journeys,
    Answer {
        option: Option<&'static str>,
        words: bool,
        known: bool,
    },
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Pulse {
    /// The application of each session that the caller knows.
    sessions: Vec<usize>,
    tags: BTreeMap<&'static str, u64>,
}

pub(crate) fn calls(pulse: &Pulse) -> BoxedStrategy<Call> {
    let tags = select(vec!["BILL_SHOWN", "PAID", "SOMETHING_ELSE"]);
    let options = option::weighted(
        0.9,
        select(vec!["Great", "Poor", "no option of this question"]),
    );
    let opened_by = pulse.sessions.clone();
    // Mostly of the application that opened the session.
    let events = (
        which(opened_by.len()),
        0..2_usize,
        prop::bool::weighted(0.8),
        tags,
    );
    let events = events.prop_map(move |(session, app, own, tag)| {
        let owner = opened_by.get(session).filter(|_| own);
        let app = owner.copied().unwrap_or(app);
        Call::Event { app, session, tag }
    });
    prop_oneof![
        2 => (0..2_usize).prop_map(Call::Open),
        4 => events,
        1 => Just(Call::Journeys),
        2 => (options, any::<bool>(), prop::bool::weighted(0.8))
            .prop_map(|(option, words, known)| Call::Answer { option, words, known }),
    ]
    .boxed()
}

impl Pulse {
    /// The effect of a call and its answer. `None` is a refusal, which does nothing. `heard` says whether the caller gets the
    /// answer.
    pub(crate) fn act(&mut self, call: &Call, heard: bool) -> Option<Value> {
        match call {
            Call::Open(app) => {
                // If the answer was lost, no later call can name this session.
                self.sessions.extend(heard.then_some(*app));
                Some(json!({"session": self.sessions.len().saturating_sub(1)}))
            }
            Call::Event { app, session, tag } => {
                self.sessions
                    .get(*session)
                    .filter(|opened_by| *opened_by == app)?;
                *self.tags.entry(tag).or_default() += 1;
                Some(Value::Null)
            }
            Call::Journeys => {
                let levels = self
                    .tags
                    .iter()
                    .filter(|(tag, _)| ["BILL_SHOWN", "PAID"].contains(tag));
                Some(json!(levels.collect::<BTreeMap<_, _>>()))
            }
            Call::Answer { option, known, .. } => {
                (*known && ["Great", "Poor"].contains(&(*option)?)).then_some(Value::Null)
            }
        }
    }
}

impl Call {
    pub(crate) fn operation(&self) -> &'static str {
        match self {
            Self::Open(_) => "createAppSession",
            Self::Event { .. } => "createEvent",
            Self::Journeys => "listChatbotJourneyEventsGrouped",
            Self::Answer { .. } => "registerSurveyAnswer",
        }
    }

    pub(crate) async fn run(&self, session: &mut Session) -> Result<Value, Error> {
        let tatodesk = session.tatodesk.clone();
        match self {
            Self::Open(app) => {
                let call = tatodesk
                    .pulse()
                    .create_session(PulseAppId::from(APPS[*app]));
                let opened = session.send(call).await?;
                session.known.sessions.push(opened.session);
                Ok(json!({"session": session.known.sessions.len() - 1}))
            }
            Self::Event {
                app,
                session: which,
                tag,
            } => {
                let unknown = || AppSessionId::from("99999999-0000-4000-8000-000000000999");
                let id = session
                    .known
                    .sessions
                    .get(*which)
                    .cloned()
                    .unwrap_or_else(unknown);
                let call = tatodesk
                    .pulse()
                    .register_event(PulseAppId::from(APPS[*app]), id, *tag);
                session
                    .send(call.data("BUTTON", "BLUE"))
                    .await
                    .map(|_| Value::Null)
            }
            Self::Journeys => {
                let events = session
                    .send(tatodesk.reports().grouped_journeys(all_days()))
                    .await?
                    .events;
                let levels = events.iter().map(|it| {
                    let count = it.count();
                    (it.chatbot_event_tag_name.clone(), count)
                });
                let levels = levels.map(|(tag, count)| (tag.expect("a tag"), count));
                Ok(json!(levels.collect::<BTreeMap<_, _>>()))
            }
            Self::Answer {
                option,
                words,
                known,
            } => {
                let questions = session.survey.questions.clone();
                let mut replies = Vec::new();
                if let Some(wanted) = option {
                    let options = &questions[0].options;
                    let found = options.iter().find(|it| it.option == *wanted);
                    let mut option = found.unwrap_or(&options[0]).clone();
                    if found.is_none() {
                        let unknown = SurveyFormQuestionOptionId::from("unknown");
                        option.survey_form_question_option_id = unknown;
                    }
                    replies.push(Reply::option(&questions[0], &option));
                }
                if *words {
                    replies.push(Reply::text(&questions[1], "Longer hours on Fridays."));
                }
                let form = if *known {
                    SURVEY
                } else {
                    "99999999-0000-4000-8000-000000000999"
                };
                let call = tatodesk
                    .survey()
                    .register_answers(SurveyFormId::from(form), replies);
                session.send(call).await.map(|_| Value::Null)
            }
        }
    }
}
