// SPDX-License-Identifier: MIT OR Apache-2.0
//! Volumes: life, size, replicas, state.

use lsm_core::{
    BlockRange, Capability, CreateFlags, Error, ErrorKind, Provisioning, ReplicationType, Volume,
};

use super::{Context, Status, capability};
use crate::error::Failure;
use crate::render::Plain;

pub(crate) fn create(context: &mut Context<'_>) -> Result<Status, Failure> {
    let arguments = context.arguments();
    let pool = context.pool("--pool")?;
    let size = context.first_size(pool.free_space)?;
    let provisioning = arguments
        .choice("--provisioning")
        .map_or(Provisioning::DEFAULT, |choice| Provisioning(choice.number));
    let name = arguments.required("--name");
    let thin = (provisioning == Provisioning::THIN).then_some(Capability::VOLUME_THIN);
    let needed: Vec<_> = [Capability::VOLUME_CREATE].into_iter().chain(thin).collect();
    context.must_support(Some(&pool.system_id), &needed)?;
    let created =
        context.session()?.volume_create(&pool, name, size, provisioning, CreateFlags::NONE)?;
    context.show_result(created)
}

pub(crate) fn delete(context: &mut Context<'_>) -> Result<Status, Failure> {
    let volume = context.volume("--vol")?;
    context.must_support(Some(&volume.system_id), &[Capability::VOLUME_DELETE])?;
    if !context.confirmed(&volume.id, &volume.name)? {
        return Ok(Status::Declined);
    }
    let deleted = context.session()?.volume_delete(&volume)?;
    context.finish(deleted)
}

pub(crate) fn resize(context: &mut Context<'_>) -> Result<Status, Failure> {
    let volume = context.volume("--vol")?;
    let size = context.next_size(volume.size_bytes())?;
    if size == volume.size_bytes() {
        let text = format!("volume {} has this size already", volume.id);
        return Err(Error::new(ErrorKind::NO_STATE_CHANGE, text).into());
    }
    context.must_support(Some(&volume.system_id), &[Capability::VOLUME_RESIZE])?;
    if !context.confirmed(&volume.id, &volume.name)? {
        return Ok(Status::Declined);
    }
    let resized = context.session()?.volume_resize(&volume, size)?;
    context.show_result(resized)
}

pub(crate) fn replicate(context: &mut Context<'_>) -> Result<Status, Failure> {
    let arguments = context.arguments();
    let pool = match arguments.filled("--pool") {
        Some(_) => Some(context.pool("--pool")?),
        None => None,
    };
    let volume = context.volume("--vol")?;
    let name = arguments.required("--name");
    let rep_type = rep_type(context);
    let kind = capability::of_replica(rep_type);
    let needed: Vec<_> = [Capability::VOLUME_REPLICATE].into_iter().chain(kind).collect();
    context.must_support(Some(&volume.system_id), &needed)?;
    let replica = context.session()?.volume_replicate(pool.as_ref(), rep_type, &volume, name)?;
    context.show_result(replica)
}

fn rep_type(context: &Context<'_>) -> ReplicationType {
    let choice = context.arguments().choice("--rep-type");
    choice.map_or(ReplicationType::UNKNOWN, |choice| ReplicationType(choice.number))
}

pub(crate) fn replicate_range(context: &mut Context<'_>) -> Result<Status, Failure> {
    let arguments = context.arguments();
    let source = context.volume("--src-vol")?;
    let destination = context.volume("--dst-vol")?;
    let starts = arguments.numbers("--src-start");
    let destinations = arguments.numbers("--dst-start");
    let counts = arguments.numbers("--count");
    if starts.len() != destinations.len() || starts.len() != counts.len() {
        return Err(Failure::client(
            "--src-start, --dst-start and --count must be given equally often",
        ));
    }
    let ranges: Vec<BlockRange> = starts
        .into_iter()
        .zip(destinations)
        .zip(counts)
        .map(|((src_block, dest_block), block_count)| BlockRange {
            src_block,
            dest_block,
            block_count,
        })
        .collect();
    check_bounds("source", &source, &ranges, |range| range.src_block)?;
    check_bounds("destination", &destination, &ranges, |range| range.dest_block)?;
    check_overlap("source", &ranges, |range| range.src_block)?;
    check_overlap("destination", &ranges, |range| range.dest_block)?;
    let rep_type = rep_type(context);
    let kind = capability::of_range(rep_type);
    let needed: Vec<_> = [Capability::VOLUME_COPY_RANGE].into_iter().chain(kind).collect();
    context.must_support(Some(&source.system_id), &needed)?;
    if !context.confirmed(&destination.id, &destination.name)? {
        return Ok(Status::Declined);
    }
    let copied =
        context.session()?.volume_replicate_range(rep_type, &source, &destination, &ranges)?;
    context.finish(copied)
}

/// Refuses ranges that go past the end of a volume.
fn check_bounds(
    side: &str,
    volume: &Volume,
    ranges: &[BlockRange],
    start: fn(&BlockRange) -> u64,
) -> Result<(), Failure> {
    let past_end = |range: &&BlockRange| {
        start(range).checked_add(range.block_count).is_none_or(|end| end > volume.num_of_blocks)
    };
    match ranges.iter().find(past_end) {
        None => Ok(()),
        Some(range) => Err(Failure::client(format!(
            "{side}: {} blocks from block {} on go past the end of volume {}, which has {} blocks",
            range.block_count,
            start(range),
            volume.id,
            volume.num_of_blocks
        ))),
    }
}

/// Refuses ranges of which two share a block on one side. All of them lie within a volume.
fn check_overlap(
    side: &str,
    ranges: &[BlockRange],
    start: fn(&BlockRange) -> u64,
) -> Result<(), Failure> {
    let mut spans: Vec<(u64, u64)> = ranges
        .iter()
        .filter(|range| range.block_count > 0)
        .map(|range| (start(range), start(range) + range.block_count - 1))
        .collect();
    spans.sort_unstable();
    match spans.windows(2).find(|pair| pair[1].0 <= pair[0].1) {
        None => Ok(()),
        Some(pair) => Err(Failure::client(format!(
            "{side}: the ranges {}..{} and {}..{} overlap",
            pair[0].0, pair[0].1, pair[1].0, pair[1].1
        ))),
    }
}

pub(crate) fn replicate_range_block_size(context: &mut Context<'_>) -> Result<Status, Failure> {
    let system = context.system("--sys")?;
    let bytes = context.session()?.volume_replicate_range_block_size(&system)?;
    context.answer(
        "volume_replicate_range_block_size",
        &["system_id", "bytes"],
        &[vec![Plain::text(&system.id), Plain::Integer(bytes.into())]],
        bytes,
    )
}

pub(crate) fn dependants(context: &mut Context<'_>) -> Result<Status, Failure> {
    let volume = context.volume("--vol")?;
    let has_dependants = context.session()?.volume_child_dependency(&volume)?;
    context.answer(
        "dependants",
        &["has_dependants"],
        &[vec![Plain::Bool(has_dependants)]],
        if has_dependants { "True" } else { "False" },
    )
}

pub(crate) fn dependants_rm(context: &mut Context<'_>) -> Result<Status, Failure> {
    let volume = context.volume("--vol")?;
    let needed = [Capability::VOLUME_CHILD_DEPENDENCY_RM];
    context.must_support(Some(&volume.system_id), &needed)?;
    let removed = context.session()?.volume_child_dependency_rm(&volume)?;
    context.finish(removed)
}

pub(crate) fn enable(context: &mut Context<'_>) -> Result<Status, Failure> {
    let volume = context.volume("--vol")?;
    context.must_support(Some(&volume.system_id), &[Capability::VOLUME_ENABLE])?;
    context.session()?.volume_enable(&volume)?;
    Ok(Status::Done)
}

pub(crate) fn disable(context: &mut Context<'_>) -> Result<Status, Failure> {
    let volume = context.volume("--vol")?;
    context.must_support(Some(&volume.system_id), &[Capability::VOLUME_DISABLE])?;
    if !context.confirmed(&volume.id, &volume.name)? {
        return Ok(Status::Declined);
    }
    context.session()?.volume_disable(&volume)?;
    Ok(Status::Done)
}
