use futures_util::{StreamExt, pin_mut};

use crate::error::Error;
use crate::manager::watch::{Change, ManagerInfo, ManagerState, Source, changes};
use crate::proto;
use crate::proto::manager_service_client::ManagerServiceClient;
use crate::registration::present;

/// Has the server close a manager, and waits until it has. Its changes are followed from the close on, so that no end is missed.
pub(crate) async fn until_closed(source: &Source) -> Result<ManagerInfo, Error> {
    let request = proto::CloseManagerRequest {
        manager_id: source.manager_id.clone(),
        grace: None,
    };
    let response = source
        .transport
        .unary(request, |channel, request| async move {
            ManagerServiceClient::new(channel).close_manager(request).await
        })
        .await?;
    let closing = ManagerInfo::from_proto(present(response.manager, "manager")?)?;
    if closing.state == ManagerState::Closed {
        return Ok(closing);
    }
    let changes = changes(source.clone(), Some(closing.revision));
    pin_mut!(changes);
    while let Some(event) = changes.next().await {
        match event?.change {
            Change::Snapshot { manager, .. } | Change::Manager(manager) if manager.state == ManagerState::Closed => {
                return Ok(manager);
            }
            _ => {}
        }
    }
    let request = proto::GetManagerRequest {
        manager_id: source.manager_id.clone(),
    };
    let response = source
        .transport
        .unary(request, |channel, request| async move {
            ManagerServiceClient::new(channel).get_manager(request).await
        })
        .await?;
    ManagerInfo::from_proto(present(response.manager, "manager")?)
}
